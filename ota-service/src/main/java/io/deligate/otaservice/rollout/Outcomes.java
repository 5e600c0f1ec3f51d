package io.deligate.otaservice.rollout;

import io.deligate.protocol.DeviceId;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryView;
import io.deligate.rolloutgate.Buckets;
import io.deligate.rolloutgate.Gate;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What events of devices mean for running rollouts: an edge tells that a device has heard of the release; a device that now
 * runs the release has taken it, one that reports
 * 105 with code 200 could not. Only devices whose turn had come count, so a device that got the firmware by hand does not.
 */
public final class Outcomes {
    private static final String TYPE = "ce_type";
    private static final String CHANGED = "cloud.deli.device.firmware-changed.v1";
    private static final String OFFERED = "cloud.deli.device.firmware-offered.v1";
    private static final String ALARM = "cloud.deli.device.alarm.v1";

    private static final Set<String> KINDS = Set.of(CHANGED, OFFERED, ALARM);

    /** Of 105: the upgrade failed. */
    private static final int UPGRADE_FAILED = 200;

    /** What can become of a device. */
    public enum Kind {
        OFFERED,
        SUCCEEDED,
        FAILED
    }

    /** What one event says about one rollout. */
    public record Outcome(String rolloutId, Kind kind) {}

    private final RegistryView registry;
    private final Clock clock;

    public Outcomes(RegistryView registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Succeeds with what the records say; fails when the registry cannot be asked. */
    Future<List<Outcome>> of(List<ConsumerRecord<byte[], byte[]>> records, List<StoredRollout> live) {
        List<Outcome> outcomes = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (ConsumerRecord<byte[], byte[]> record :
                live.isEmpty() ? List.<ConsumerRecord<byte[], byte[]>>of() : records) {
            done = done.compose(none -> of(record, live)).map(outcome -> {
                outcome.ifPresent(outcomes::add);
                return null;
            });
        }
        return done.map(outcomes);
    }

    private Future<Optional<Outcome>> of(ConsumerRecord<byte[], byte[]> record, List<StoredRollout> live) {
        String type = DeliHeaders.text(record.headers(), TYPE).orElse("");
        if (!KINDS.contains(type) || record.key() == null || record.value() == null) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<DeviceId> device = DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8));
        JsonObject event = json(record.value());
        if (device.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        if (type.equals(OFFERED)) {
            String id = String.valueOf(event.getValue("rollout_id"));
            return Future.succeededFuture(live.stream()
                    .filter(rollout -> rollout.id().equals(id))
                    .findFirst()
                    .map(rollout -> new Outcome(id, Kind.OFFERED)));
        }
        if (type.equals(CHANGED)) {
            return Future.succeededFuture(taken(device.get(), event, live));
        }
        return event.getValue("code") instanceof Integer code && code == UPGRADE_FAILED
                ? registry.device(device.get()).map(found -> found.flatMap(view -> failed(view, live)))
                : Future.succeededFuture(Optional.empty());
    }

    private Optional<Outcome> taken(DeviceId device, JsonObject event, List<StoredRollout> live) {
        String product = String.valueOf(event.getValue("product"));
        String version = String.valueOf(event.getValue("to"));
        return live.stream()
                .filter(rollout -> rollout.firmware().product().value().equals(product))
                .filter(rollout -> rollout.firmware().version().equals(version))
                .filter(rollout -> isTurnOf(rollout, device.value()))
                .findFirst()
                .map(rollout -> new Outcome(rollout.id(), Kind.SUCCEEDED));
    }

    /** The alarm does not say which version; it is about the newest that was on offer. */
    private Optional<Outcome> failed(DeviceView device, List<StoredRollout> live) {
        return live.stream()
                .filter(rollout -> rollout.firmware().product().equals(device.product()))
                .filter(rollout -> !rollout.firmware().version().equals(device.productVersion()))
                .filter(rollout -> isTurnOf(rollout, device.id().value()))
                .max(Comparator.comparingLong(rollout -> rollout.firmware().seq()))
                .map(rollout -> new Outcome(rollout.id(), Kind.FAILED));
    }

    private boolean isTurnOf(StoredRollout rollout, String device) {
        Instant now = clock.instant();
        return rollout.asGated()
                .filter(gated -> Gate.isTurnOf(gated, Buckets.of(gated.seed(), device), gated.share(now), device, now))
                .isPresent();
    }

    private static JsonObject json(byte[] value) {
        try {
            return new JsonObject(Buffer.buffer(value));
        } catch (DecodeException | ClassCastException foreign) {
            return new JsonObject();
        }
    }
}
