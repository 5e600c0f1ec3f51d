package io.deligate.registryservice.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialMakerTest {
    private static final DeviceId DEVICE = new DeviceId("unit-7");
    private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
    private static final VerifierKeys KEYS = new VerifierKeys(new SecretKeys(new Secret("a secret key for this test")));

    private final CredentialMaker maker = new CredentialMaker(KEYS);

    private static Credentials pair(String username, String password) {
        return new Credentials(username, new Secret(password));
    }

    @Test
    @Tag("R11")
    void whatIsStoredTellsTheRightPairFromOthers() {
        NewSecret stored = maker.hashed(DEVICE, pair("account", "password"), NOW, null);
        CredentialVerifier verifier = maker.verifier(stored);
        assertThat(verifier.matches("account", "password")).isTrue();
        assertThat(verifier.matches("account", "passwore")).isFalse();
        assertThat(verifier.matches("accounts", "password")).isFalse();
        assertThat(verifier.isValidAt(NOW)).isTrue();
    }

    @Test
    @Tag("R148")
    void theSamePasswordIsStoredDifferentlyEachTimeAndOpensNowhereElse() {
        NewSecret one = maker.hashed(DEVICE, pair("a", "password"), NOW, null);
        NewSecret other = maker.hashed(DEVICE, pair("a", "password"), NOW, null);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(one.hash()).isNotEqualTo(other.hash());
        NewSecret moved = new NewSecret(new DeviceId("unit-8"), one.id(), "a", one.hash(), NOW, null);
        assertThat(maker.verifier(moved).matches("a", "password")).isFalse();
    }

    @Test
    @Tag("R148")
    void withoutTheSecretKeyAStoredHashOpensNothing() {
        NewSecret stored = maker.hashed(DEVICE, pair("a", "password"), NOW, null);
        VerifierKeys others = new VerifierKeys(new SecretKeys(new Secret("another secret key for this test")));
        assertThat(new CredentialMaker(others).verifier(stored).matches("a", "password"))
                .isFalse();
        assertThat(KEYS.of(DEVICE, "x"))
                .hasSize(32)
                .isEqualTo(KEYS.of(DEVICE, "x"))
                .isNotEqualTo(KEYS.of(DEVICE, "y"));
    }

    @Test
    @Tag("R148")
    void noTextShowsAPassword() {
        assertThat(pair("account", "secret-word").toString()).doesNotContain("secret-word");
        assertThat(maker.hashed(DEVICE, pair("account", "secret-word"), NOW, null)
                        .toString())
                .doesNotContain("hash");
    }

    @Test
    void passwordsAreOf192BitsInBase64url() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String password = maker.newPassword().reveal();
            assertThat(password).matches("[A-Za-z0-9_-]{32}");
            assertThat(seen.add(password)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000", "\u007f", "\ud83d"})
    void whatADeviceCannotSendIsNoPassword(String text) {
        assertThat(Credentials.isUsable(text)).isFalse();
        assertThatThrownBy(() -> pair("account", text))
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining(text);
        assertThatThrownBy(() -> pair(text, "password")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPairIsOfUpTo128Characters() {
        assertThat(Credentials.isUsable("")).isFalse();
        assertThat(Credentials.isUsable("门".repeat(128))).isTrue();
        assertThat(Credentials.isUsable("x".repeat(129))).isFalse();
    }
}
