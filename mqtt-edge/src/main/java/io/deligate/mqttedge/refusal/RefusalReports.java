package io.deligate.mqttedge.refusal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deligate.protocol.DeviceId;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.refusal.RefusalRecord;
import io.deligate.streams.refusal.RefusalRecord.What;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry what this edge refused a device, so that operators see it at the device (R149): one record for a
 * device and reason within 10 s, and none while much waits for Kafka, because uplinks are worth more. Ids that the
 * registry does not hold are never reported: anybody can make them up. Thread-safe.
 */
public final class RefusalReports {
    private static final Logger log = LoggerFactory.getLogger(RefusalReports.class);
    private static final Duration ONCE_IN = Duration.ofSeconds(10);
    private static final int MOST_REMEMBERED = 50_000;
    private static final long MOST_HELD = 1 << 20;

    private final RecordPublisher publisher;
    private final String topic;
    private final Predicate<DeviceId> known;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<String, Counter> uplinks = new ConcurrentHashMap<>();
    private final Cache<Key, Boolean> recent = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(ONCE_IN)
            .maximumSize(MOST_REMEMBERED)
            .build();

    private record Key(DeviceId device, What what, String reason) {}

    /** Reports go to {@code topic}; {@code known} says whether the registry holds a device, without asking it. */
    public RefusalReports(
            RecordPublisher publisher, String topic, Predicate<DeviceId> known, Clock clock, MeterRegistry meters) {
        this.publisher = publisher;
        this.topic = topic;
        this.known = known;
        this.clock = clock;
        this.meters = meters;
    }

    /** Where the reports go. */
    public String topic() {
        return topic;
    }

    /** A CONNECT under that id, or under none, was refused. */
    public void connect(@Nullable String clientId, String reason, @Nullable SocketAddress from) {
        Optional.ofNullable(clientId)
                .flatMap(DeviceId::parse)
                .filter(known)
                .ifPresent(device -> report(new Key(device, What.CONNECT, reason), from));
    }

    /** For a device that is connected from there. */
    public DeviceRefusals of(DeviceId device, @Nullable SocketAddress from) {
        return new DeviceRefusals(this, device, from);
    }

    void uplink(DeviceId device, String reason, @Nullable SocketAddress from) {
        uplinks.computeIfAbsent(reason, this::counter).increment();
        report(new Key(device, What.UPLINK, reason), from);
    }

    private void report(Key key, @Nullable SocketAddress from) {
        if (publisher.heldBytes() > MOST_HELD || recent.asMap().putIfAbsent(key, true) != null) {
            return;
        }
        String ip = from == null || from.hostAddress() == null ? "" : from.hostAddress();
        var refusal = new RefusalRecord(key.device(), key.what(), key.reason(), clock.instant(), ip);
        publisher.publish(refusal.toRecord(topic), new PublishOutcome() {
            @Override
            public void stored(long offset) {}

            @Override
            public void failed(Throwable cause) {
                log.atDebug()
                        .addKeyValue(LogKeys.DEVICE_ID, key.device())
                        .addKeyValue(LogKeys.REASON, cause.getMessage())
                        .log("refusal not reported");
            }
        });
    }

    private Counter counter(String reason) {
        return Counter.builder("deligate.edge.refused.uplinks")
                .description("Messages of devices that were refused")
                .tag("reason", reason)
                .register(meters);
    }
}
