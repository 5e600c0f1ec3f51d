package io.deligate.otaservice.rollout;

import io.deligate.otaservice.rollout.Outcome.Kind;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What events of devices mean for live rollouts: an edge tells that a device has heard of the release, the registry that a
 * device has come up with it, in a session that saw no other version, or that it reports 105 with code 200. Only devices
 * whose turn had come count, so one that got the firmware by hand does not, and neither does one that was made with it.
 */
public final class Outcomes {
    private static final String TYPE = "ce_type";
    private static final String CONFIRMED = "cloud.deli.device.firmware-confirmed.v1";
    private static final String OFFERED = "cloud.deli.device.firmware-offered.v1";
    private static final String ALARM = "cloud.deli.device.alarm.v1";

    /** Of 105: the upgrade failed. */
    private static final int UPGRADE_FAILED = 200;

    /** One record that may say something. */
    private record Event(ConsumerRecord<byte[], byte[]> origin, String type, String device, JsonObject data) {
        boolean isFailure() {
            return type.equals(ALARM) && Integer.valueOf(UPGRADE_FAILED).equals(data.getValue("code"));
        }
    }

    private final Fleet fleet;
    private final Clock clock;

    public Outcomes(Fleet fleet, Clock clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    /** Succeeds with what the records say, in their order; fails when the fleet cannot be asked. */
    Future<List<Outcome>> of(List<ConsumerRecord<byte[], byte[]>> records, List<StoredRollout> live) {
        List<Event> events = new ArrayList<>();
        Set<String> failed = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record :
                live.isEmpty() ? List.<ConsumerRecord<byte[], byte[]>>of() : records) {
            Event event = event(record);
            if (event != null) {
                events.add(event);
            }
            if (event != null && event.isFailure()) {
                failed.add(event.device());
            }
        }
        return (failed.isEmpty() ? Future.succeededFuture(Map.<String, Fleet.Device>of()) : fleet.devices(failed))
                .map(known -> events.stream()
                        .flatMap(event -> outcome(event, live, known).stream())
                        .toList());
    }

    private static @Nullable Event event(ConsumerRecord<byte[], byte[]> record) {
        String type = DeliHeaders.text(record.headers(), TYPE).orElse("");
        boolean known = type.equals(CONFIRMED) || type.equals(OFFERED) || type.equals(ALARM);
        if (!known || record.key() == null || record.value() == null) {
            return null;
        }
        return DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8))
                .map(device -> new Event(record, type, device.value(), json(record.value())))
                .orElse(null);
    }

    private Optional<Outcome> outcome(Event event, List<StoredRollout> live, Map<String, Fleet.Device> known) {
        if (event.isFailure()) {
            return Optional.ofNullable(known.get(event.device())).flatMap(device -> failed(event, device, live));
        }
        return switch (event.type()) {
            case OFFERED -> offered(event, live);
            case CONFIRMED -> cameUp(event, live);
            default -> Optional.empty();
        };
    }

    private Optional<Outcome> offered(Event event, List<StoredRollout> live) {
        String id = String.valueOf(event.data().getValue("rollout_id"));
        return live.stream()
                .filter(rollout -> rollout.id().equals(id))
                .findFirst()
                .map(rollout -> of(rollout, event, Kind.OFFERED));
    }

    private Optional<Outcome> cameUp(Event event, List<StoredRollout> live) {
        JsonObject data = event.data();
        if ("".equals(data.getValue("from"))) {
            return Optional.empty();
        }
        Kind kind = Boolean.TRUE.equals(data.getValue("first")) ? Kind.CAME_UP : Kind.CAME_UP_AGAIN;
        return turnsOf(event.device(), String.valueOf(data.getValue("product")), live)
                .filter(rollout -> rollout.firmware().version().equals(data.getValue("version")))
                .max(Comparator.comparing((StoredRollout rollout) -> rollout.aborted() == null)
                        .thenComparing(StoredRollout::createdAt))
                .map(rollout -> of(rollout, event, kind));
    }

    /**
     * The alarm does not say which version; it is about the newest that is on offer, and of an aborted rollout only when
     * there is no other: a limit that is still watched comes first.
     */
    private Optional<Outcome> failed(Event event, Fleet.Device device, List<StoredRollout> live) {
        return turnsOf(device.id(), device.product().value(), live)
                .max(Comparator.comparing((StoredRollout rollout) -> rollout.aborted() == null)
                        .thenComparingLong(rollout -> rollout.firmware().seq())
                        .thenComparing(StoredRollout::createdAt))
                .map(rollout -> of(
                        rollout,
                        event,
                        device.versionsRun().contains(rollout.firmware().version())
                                ? Kind.FAILED_AFTERWARDS
                                : Kind.FAILED));
    }

    private Outcome of(StoredRollout rollout, Event event, Kind kind) {
        return new Outcome(
                rollout.id(),
                event.device(),
                kind,
                clock.instant().plus(rollout.plan().soak()),
                event.origin().partition(),
                event.origin().offset());
    }

    /** The rollouts of the model in which the device's turn has come, or had come. */
    private Stream<StoredRollout> turnsOf(String device, String product, List<StoredRollout> live) {
        Instant now = clock.instant();
        return live.stream()
                .filter(rollout -> rollout.firmware().product().value().equals(product))
                .filter(rollout -> rollout.hadTurn(device, now));
    }

    private static JsonObject json(byte[] value) {
        try {
            return new JsonObject(Buffer.buffer(value));
        } catch (DecodeException | ClassCastException foreign) {
            return new JsonObject();
        }
    }
}
