package io.deligate.mqttedge.uplink;

import io.deligate.streams.publish.RecordPublisher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that Kafka has stopped acknowledging, and once that it goes on; devices stay connected meanwhile. */
public final class OutageWatch {
    private static final Logger log = LoggerFactory.getLogger(OutageWatch.class);
    private static final Duration DEGRADED_AFTER = Duration.ofSeconds(2);

    private final RecordPublisher publisher;
    private boolean reported;

    public OutageWatch(RecordPublisher publisher) {
        this.publisher = publisher;
    }

    /** Whether records wait and nothing has been acknowledged for a while; on any thread. */
    public boolean isDegraded() {
        return publisher.stalledFor().compareTo(DEGRADED_AFTER) > 0;
    }

    /** To be called every second or so, always on the same thread. */
    public void look() {
        boolean degraded = isDegraded();
        if (degraded && !reported) {
            log.atWarn()
                    .addKeyValue("waiting_bytes", publisher.heldBytes())
                    .log("kafka acknowledges nothing: uplinks wait, sockets with more to send are not read");
        } else if (!degraded && reported) {
            log.info("kafka acknowledges again");
        }
        reported = degraded;
    }
}
