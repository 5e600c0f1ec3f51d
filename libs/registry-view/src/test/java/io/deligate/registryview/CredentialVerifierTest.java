package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R11")
class CredentialVerifierTest {
    private static final byte[] KEY = "a key".getBytes(StandardCharsets.UTF_8);
    private static final Instant FROM = Samples.FIRST;
    private static final Instant UNTIL = Samples.SECOND;

    private static CredentialVerifier verifier(@Nullable Instant notAfter) {
        return new CredentialVerifier("ünit-7", KEY, CredentialVerifier.hash(KEY, "pässword"), FROM, notAfter);
    }

    /** By {@code printf 'pässword' | openssl dgst -sha256 -hmac 'a key'}. */
    @Test
    void theHashIsHmacSha256OfThePasswordInUtf8() {
        assertThat(HexFormat.of().formatHex(CredentialVerifier.hash(KEY, "pässword")))
                .isEqualTo("7239f0fb96ecd091839fd8d6022fa9b22fb98515348e8e163955000c06210eef");
    }

    @ParameterizedTest
    @CsvSource({
        "ünit-7, pässword, true",
        "ünit-7, Pässword, false",
        "ünit-7, 'pässword ', false",
        "ünit-7, '', false",
        "Ünit-7, pässword, false",
        "'', pässword, false",
        "pässword, ünit-7, false"
    })
    void bothHalvesAreExact(String username, String password, boolean matches) {
        assertThat(verifier(null).matches(username, password)).isEqualTo(matches);
    }

    @Test
    void itsTimeBeginsWithTheFirstMomentAndEndsBeforeTheLast() {
        CredentialVerifier limited = verifier(UNTIL);
        assertThat(limited.isValidAt(FROM.minusMillis(1))).isFalse();
        assertThat(limited.isValidAt(FROM)).isTrue();
        assertThat(limited.isValidAt(UNTIL.minusMillis(1))).isTrue();
        assertThat(limited.isValidAt(UNTIL)).isFalse();
        assertThat(verifier(null).isValidAt(UNTIL.plusSeconds(1_000_000_000))).isTrue();
    }

    @Test
    @Tag("R148")
    void aLogLineShowsNeitherKeyNorHash() {
        assertThat(verifier(UNTIL).toString()).doesNotContain("key").doesNotContain("hash");
    }
}
