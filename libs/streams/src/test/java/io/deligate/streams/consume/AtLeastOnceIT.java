package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee: the work on every record is done, whoever comes and goes. */
@ExtendWith(KafkaExtension.class)
class AtLeastOnceIT {
    @Tag("R145")
    @Test
    void worksOnEveryRecordAtLeastOnceUnderRollingRestart(TestKafka kafka) {
        try (Lab lab = new Lab(kafka)) {
            RollingRestart rolling = new RollingRestart(lab);

            rolling.run();

            rolling.written().forEach((key, count) -> {
                Set<Integer> ended = rolling.journal.stream()
                        .filter(work -> work.ended() && work.key().equals(key))
                        .map(RollingRestart.Work::number)
                        .collect(Collectors.toSet());
                assertThat(ended)
                        .as(key)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, count).boxed().toList());
            });
            assertThat(lab.committed(rolling.group, rolling.topic)).isEqualTo(rolling.writtenCount());
            assertThat(rolling.failures()).isPositive();
            assertThat(kafka.records(lab.deadLetter)).isEmpty();
        }
    }
}
