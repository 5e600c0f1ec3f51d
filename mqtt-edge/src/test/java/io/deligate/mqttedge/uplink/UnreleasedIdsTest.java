package io.deligate.mqttedge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UnreleasedIdsTest {
    private static final int LAST = 65_535;

    private final UnreleasedIds ids = new UnreleasedIds();

    @Test
    @Tag("R40")
    void anIdIsNewUntilItIsOpenAndAgainWhenItIsReleased() {
        assertThat(ids.open(7)).isTrue();
        assertThat(ids.open(7)).isFalse();
        assertThat(ids.open(8)).isTrue();
        ids.release(7);
        assertThat(ids.open(7)).isTrue();
        assertThat(ids.open(8)).isFalse();
    }

    @Test
    void everyIdFitsAndNoneIsForgottenWhileOthersAreReleased() {
        for (int id = 1; id <= LAST; id++) {
            assertThat(ids.open(id)).isTrue();
        }
        for (int id = 1; id < LAST; id++) {
            ids.release(id);
        }
        assertThat(ids.open(LAST)).isFalse();
        ids.release(LAST);
        assertThat(ids.open(LAST)).isTrue();
        assertThat(ids.open(1)).isTrue();
    }

    @Test
    void releasingWhatIsNotOpenChangesNothing() {
        ids.release(LAST);
        assertThat(ids.open(LAST)).isTrue();
        assertThat(ids.open(LAST)).isFalse();
    }
}
