package io.deligate.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.config.Secret;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final SecretKeys KEYS = new SecretKeys(new Secret("a secret key for this test"));

    @Test
    void isTheSameForEverybodyWhoHasTheSecretKey() {
        assertThat(HexFormat.of().formatHex(new KeyHash(KEYS).of("dk_key")))
                .isEqualTo("f8ac3657fa09b180d2b3fb81e90622d27d0d4e0532adda2dd2524d719e5da6f2");
    }

    @Test
    void ofAnotherPurposeHasNothingInCommon() {
        assertThat(new KeyHash(KEYS, "drop accounts").of("dk_key")).isNotEqualTo(new KeyHash(KEYS).of("dk_key"));
    }

    @Test
    void knowsEachRoleByItsWord() {
        for (ApiRole role : ApiRole.values()) {
            assertThat(ApiRole.parse(role.text())).contains(role);
        }
        assertThat(ApiRole.parse("ADMIN")).isEmpty();
        assertThat(ApiRole.ADMIN.includes(ApiRole.OPERATOR)).isTrue();
        assertThat(ApiRole.VIEWER.includes(ApiRole.OPERATOR)).isFalse();
    }
}
