package io.deligate.mqttedge.rollout;

import io.deligate.rolloutgate.KnownReleases;
import io.deligate.rolloutgate.ReleasesCodec;
import io.deligate.streams.consume.TableReader;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows what the broadcast topic says about releases. */
final class ReleasesReader {
    private static final Logger log = LoggerFactory.getLogger(ReleasesReader.class);

    /** Every model is told of again within five minutes; twice that, for a renewal that came late. */
    private static final Duration BACK = Duration.ofMinutes(11);

    private final KnownReleases known;
    private final Clock clock;
    private final TableReader reader;

    /** A reader that does nothing before {@link #start}; it fills {@code known}. */
    ReleasesReader(KafkaConfig kafka, String topic, KnownReleases known, Clock clock) {
        this.known = known;
        this.clock = clock;
        this.reader = TableReader.recent("edge-releases", kafka, topic, BACK, this::read);
    }

    /** Succeeds when what was told before is known. */
    Future<Void> start() {
        return reader.start();
    }

    /** Succeeds when nothing is read any more. */
    Future<Void> stop() {
        return reader.stop();
    }

    /** Why nothing is read any more, when an error has ended the reader. */
    Optional<String> problem() {
        return reader.problem();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        boolean ours = DeliHeaders.text(record.headers(), DeliHeaders.RECORD)
                .filter(ReleasesCodec.RECORD::equals)
                .isPresent();
        if (!ours || record.value() == null) {
            return;
        }
        try {
            var unused = known.heard(ReleasesCodec.read(record.value()), clock.instant());
        } catch (IllegalArgumentException unreadable) {
            log.atWarn()
                    .addKeyValue("offset", record.offset())
                    .log("releases that cannot be read: {}", unreadable.getMessage());
        }
    }
}
