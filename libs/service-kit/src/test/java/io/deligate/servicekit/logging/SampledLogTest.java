package io.deligate.servicekit.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class SampledLogTest {
    private final RecordingLogger logger = new RecordingLogger();
    private final AtomicLong now = new AtomicLong();
    private final SampledLog log = new SampledLog(logger, Duration.ofSeconds(10), now::get);

    private void warn(String reason) {
        log.at(
                Level.WARN,
                reason,
                line -> line.addKeyValue(LogKeys.DEVICE_ID, "d1").log("packet refused"));
    }

    @Test
    void writesOneLinePerReasonAndIntervalAndCountsTheRest() {
        warn("oversize");
        warn("oversize");
        warn("malformed");
        warn("oversize");
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        warn("oversize");
        warn("oversize");

        assertThat(logger.lines())
                .containsExactly(
                        "packet refused [reason=oversize, device_id=d1]",
                        "packet refused [reason=malformed, device_id=d1]",
                        "packet refused [reason=oversize, suppressed=2, device_id=d1]");
    }

    @Test
    void aLevelThatIsOffCostsNothingAndCountsNothing() {
        logger.setWarnEnabled(false);
        warn("oversize");
        logger.setWarnEnabled(true);
        warn("oversize");

        assertThat(logger.lines()).containsExactly("packet refused [reason=oversize, device_id=d1]");
    }

    @Test
    void manyThreadsTogetherWriteOneLine() {
        IntStream.range(0, 1_000).parallel().forEach(i -> warn("oversize"));
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        warn("oversize");

        assertThat(logger.lines())
                .containsExactly(
                        "packet refused [reason=oversize, device_id=d1]",
                        "packet refused [reason=oversize, suppressed=999, device_id=d1]");
    }

    @Test
    void reasonsMadeUpFromInputDoNotGrowWithoutBound() {
        IntStream.range(0, 10_000).forEach(i -> warn("reason " + i));

        assertThat(logger.lines()).hasSize(257);
    }
}
