package io.deligate.registryservice.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.DeviceStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R93")
class StandingChangeTest {
    @ParameterizedTest
    @CsvSource({
        "LOCK,   NORMAL, false, LOCKED, false",
        "LOCK,   LOCKED, false, LOCKED, false",
        "LOCK,   BANNED, false, BANNED, true",
        "UNLOCK, LOCKED, false, NORMAL, false",
        "UNLOCK, NORMAL, false, NORMAL, false",
        "UNLOCK, BANNED, true,  BANNED, false",
        "BAN,    NORMAL, false, BANNED, false",
        "BAN,    LOCKED, false, BANNED, true",
        "BAN,    BANNED, true,  BANNED, true",
        "UNBAN,  BANNED, false, NORMAL, false",
        "UNBAN,  BANNED, true,  LOCKED, false",
        "UNBAN,  LOCKED, false, LOCKED, false"
    })
    void aLockAndABanGoTheirOwnWays(
            StandingChange change, DeviceStatus before, boolean lockUnderBan, DeviceStatus after, boolean lockAfter) {
        Standing standing = change.appliedTo(Standing.of(before, lockUnderBan));
        assertThat(standing.status()).isEqualTo(after);
        assertThat(standing.lockUnderBan()).isEqualTo(lockAfter);
    }
}
