package io.deligate.registryservice.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.StartFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R148")
class SealerTest {
    private static final SecretKeys KEYS = new SecretKeys(new Secret("a secret of some length"));

    private final Sealer sealer = new Sealer(KEYS);

    @Test
    void opensWhatItSealed() {
        assertThat(sealer.open(sealer.seal("the key", "DL3785W"), "DL3785W")).isEqualTo("the key");
    }

    @Test
    void showsNothingOfTheText() {
        byte[] sealed = sealer.seal("the key", "DL3785W");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("the key");
        assertThat(sealed).isNotEqualTo(sealer.seal("the key", "DL3785W"));
    }

    @Test
    void doesNotOpenForAnotherOwner() {
        byte[] sealed = sealer.seal("the key", "DL3785W");
        assertThatThrownBy(() -> sealer.open(sealed, "OTHER"))
                .isInstanceOf(SealBroken.class)
                .hasMessageNotContaining("the key");
    }

    @Test
    void doesNotOpenWithAnotherKey() {
        byte[] sealed = sealer.seal("the key", "DL3785W");
        Sealer other = new Sealer(new SecretKeys(new Secret("another secret of length")));
        assertThatThrownBy(() -> other.open(sealed, "DL3785W")).isInstanceOf(SealBroken.class);
    }

    @Test
    void doesNotOpenWhatWasChanged() {
        byte[] sealed = sealer.seal("the key", "DL3785W");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealer.open(changed, "DL3785W")).isInstanceOf(SealBroken.class);
        }
        assertThatThrownBy(() -> sealer.open(new byte[0], "DL3785W")).isInstanceOf(SealBroken.class);
    }

    @Test
    void hashesWithAKeyOfItsOwn() {
        KeyHash hash = new KeyHash(KEYS);
        KeyHash other = new KeyHash(new SecretKeys(new Secret("another secret of length")));
        assertThat(KeyHash.equal(hash.of("key"), hash.of("key"))).isTrue();
        assertThat(KeyHash.equal(hash.of("key"), hash.of("kez"))).isFalse();
        assertThat(KeyHash.equal(hash.of("key"), other.of("key"))).isFalse();
        assertThat(KEYS.derive("seal")).isNotEqualTo(KEYS.derive("api keys")).hasSize(32);
    }

    @Test
    void refusesASecretThatCanBeGuessed() {
        assertThatThrownBy(() -> new SecretKeys(new Secret("short")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("DELIGATE_SECRET_KEY")
                .hasMessageNotContaining("short;");
    }
}
