package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSourceTest {
    @ParameterizedTest
    @CsvSource({"1,0", "24,0", "100,1", "500,5", "1000,10", "24000,10"})
    void aReaderOfManyTopicsWaitsTheLongerTheMorePartitionsAFetchLooksAt(int partitions, int millis) {
        var apps = new RecordSource.Matching(
                "bridge", Pattern.compile("app\\..*"), new TopicQuota(1_000, 1 << 20, new OpenLimits(100, 1 << 20)));

        assertThat(apps.gather(partitions)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void whoFollowsWhatIsSoWaitsALittleAndWhoWorksForOthersDoesNot() {
        assertThat(new RecordSource.Whole("sessions").gather(12)).isPositive();
        assertThat(new RecordSource.Recent("sessions", Duration.ofMinutes(1)).gather(12))
                .isPositive();
        assertThat(new RecordSource.Shared("dispatcher", List.of("requests")).gather(12))
                .isZero();
        assertThat(new RecordSource.Owned("edge-1", "down").gather(1)).isZero();
    }
}
