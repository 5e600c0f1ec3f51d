package io.deligate.streams.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.Lab;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Guarantee: the records of a key are worked on one after the other in the order of the topic. A record may come again
 * after a restart, and then those after it come again too; none ever begins before the work on the one before it ended.
 */
@ExtendWith(KafkaExtension.class)
class OrderPerKeyIT {
    @Tag("R70")
    @Test
    void neverBeginsARecordBeforeTheOneBeforeItIsDone(TestKafka kafka) {
        try (Lab lab = new Lab(kafka)) {
            RollingRestart rolling = new RollingRestart(lab);

            rolling.run();

            Map<String, Integer> lastEnded = new HashMap<>();
            Map<String, Integer> running = new HashMap<>();
            for (RollingRestart.Work work : rolling.journal) {
                if (work.ended()) {
                    assertThat(running.remove(work.key()))
                            .as("running: %s", work)
                            .isEqualTo(work.number());
                    lastEnded.merge(work.key(), work.number(), Math::max);
                } else {
                    // the same number again is another try
                    assertThat(running.put(work.key(), work.number()))
                            .as("under way: %s", work)
                            .isIn(null, work.number());
                    assertThat(work.number())
                            .as("begins: %s", work)
                            .isLessThanOrEqualTo(lastEnded.getOrDefault(work.key(), -1) + 1);
                }
            }
        }
    }
}
