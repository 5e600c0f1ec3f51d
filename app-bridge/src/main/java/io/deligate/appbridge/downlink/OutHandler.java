package io.deligate.appbridge.downlink;

import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.AppFault;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.FromApp;
import io.deligate.protocol.Receipt;
import io.deligate.protocol.ReplyCode;
import io.deligate.registryview.AppView;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.servicekit.logging.SampledLog;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.NotNowException;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.RecordFields;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One record of an app from its topic to the edge that holds the device, or to the receipt that says why not. The work
 * counts as done when Kafka has the one or the other: from there on the edge owes the outcome, and a bridge that dies
 * before does it again under the same {@code deli-message-id}.
 */
public final class OutHandler implements RecordHandler {
    private static final Logger log = LoggerFactory.getLogger(OutHandler.class);

    /** An outage fails every message: one line in a while says as much as all of them. */
    private static final Duration LOG_EVERY = Duration.ofSeconds(10);

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 100_000;

    private static final byte[] NOTHING = {};

    /** A44. */
    private static final int LONGEST = 256 << 10;

    private final TopicNames topics;
    private final RegistryView registry;
    private final Dispatch dispatch;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final AppMetrics metrics;
    private final SampledLog sampledLog = new SampledLog(log, LOG_EVERY, System::nanoTime);
    private final Recent done = new Recent(REMEMBERED, MOST_REMEMBERED);

    public OutHandler(
            TopicNames topics,
            RegistryView registry,
            Dispatch dispatch,
            Inbox inbox,
            DeadLetters deadLetters,
            Clock clock,
            AppMetrics metrics) {
        this.topics = topics;
        this.registry = registry;
        this.dispatch = dispatch;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        AppId app =
                topics.appOfOut(record.topic()).orElseThrow(() -> new UnprocessableRecordException("topic: of no app"));
        try {
            FromApp message = FromApp.read(record.value() == null ? NOTHING : record.value());
            OutRecord out = OutRecord.of(app, record, message.mid() != null);
            return once(out, () -> forward(out, message));
        } catch (AppFault | RuntimeException refused) {
            boolean named = refused instanceof AppFault fault && fault.mid() != null;
            return once(OutRecord.of(app, record, named), () -> Future.failedFuture(refused));
        }
    }

    private Future<Void> once(OutRecord out, Supplier<Future<Void>> work) {
        if (done.contains(out.messageId())) {
            metrics.repeated();
            return Future.succeededFuture();
        }
        return work.get().recover(failure -> ended(failure, out)).onSuccess(stored -> done.add(out.messageId()));
    }

    private Future<Void> forward(OutRecord out, FromApp message) {
        try {
            message.checkSender(out.app());
            if (out.size() > LONGEST) {
                throw message.fault(ReplyCode.UNDECODABLE, "longer than a device takes (expected: at most 256 KiB)");
            }
            if (out.expiresUnreadably()) {
                throw message.fault(ReplyCode.UNDECODABLE, "deli-expires: no number (expected: epoch milliseconds)");
            }
            if (isTooLate(out)) {
                throw message.fault(ReplyCode.EXPIRED, "deli-expires: has passed");
            }
            return refusal(out, message, registry.app(out.app()), registry.device(message.device()))
                    .compose(refused -> refused.isPresent() && isWorthAsking(refused.get())
                            ? again(out, message)
                            : Future.succeededFuture(refused))
                    .compose(refused ->
                            refused.isEmpty() ? dispatch.send(out, message) : Future.failedFuture(refused.get()));
        } catch (AppFault | RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private boolean isTooLate(OutRecord out) {
        return out.expires().isPresent() && out.expires().getAsLong() < clock.millis();
    }

    /** Before it is refused: what allows it may have been committed, and not been heard of here. */
    private Future<Optional<AppFault>> again(OutRecord out, FromApp message) {
        return refusal(out, message, registry.appNow(out.app()), registry.deviceNow(message.device()));
    }

    /** That there is no such device is never remembered: it has just been asked. */
    private static boolean isWorthAsking(AppFault refused) {
        return refused.code() != ReplyCode.NO_TARGET;
    }

    private static Future<Optional<AppFault>> refusal(
            OutRecord out, FromApp message, Future<Optional<AppView>> app, Future<Optional<DeviceView>> device) {
        return Future.all(app, device).map(known -> refusal(out, message, app.result(), device.result()));
    }

    /** In the order of the contract's codes: who does not exist, who may not be asked, who cannot be reached (R129). */
    private static Optional<AppFault> refusal(
            OutRecord out, FromApp message, Optional<AppView> app, Optional<DeviceView> device) {
        if (device.isEmpty()) {
            return Optional.of(message.fault(ReplyCode.NO_TARGET, "to: no such device"));
        }
        if (app.filter(AppView::enabled).isEmpty()) {
            return Optional.of(message.fault(ReplyCode.NOT_PERMITTED, "the app is disabled"));
        }
        if (!device.get().apps().contains(out.app())) {
            return Optional.of(message.fault(ReplyCode.NOT_PERMITTED, "to: a device that is not bound to this app"));
        }
        if (device.get().status() == DeviceStatus.LOCKED) {
            return Optional.of(message.fault(ReplyCode.LOCKED, ReplyCode.LOCKED.message()));
        }
        return Optional.empty();
    }

    /** Whatever goes wrong, the app is told; only the registry is waited for. */
    private Future<Void> ended(Throwable failure, OutRecord out) {
        if (failure instanceof RegistryUnavailable) {
            return Future.failedFuture(new NotNowException("the registry cannot be asked", failure));
        }
        if (failure instanceof AppFault fault) {
            RecordFields.about(log, Level.DEBUG, out.record())
                    .addKeyValue(LogKeys.APP_ID, out.app())
                    .addKeyValue("code", fault.code().code())
                    .addKeyValue(LogKeys.REASON, fault.getMessage())
                    .log("message to a device refused");
            Receipt receipt = Receipt.of(fault, out.app());
            return isUnusable(fault) ? keep(failure, out).compose(kept -> tell(receipt, out)) : tell(receipt, out);
        }
        sampledLog.at(
                Level.WARN,
                failure.getClass().getSimpleName(),
                line -> RecordFields.message(
                                line, out.record().key(), out.record().value())
                        .addKeyValue(LogKeys.APP_ID, out.app())
                        .setCause(failure)
                        .log("message to a device answered with -1"));
        String message = ReplyCode.INTERNAL.message();
        Receipt receipt = new Receipt(null, out.app(), null, ReplyCode.INTERNAL, message, known(out));
        return keep(failure, out).compose(kept -> tell(receipt, out));
    }

    private static boolean isUnusable(AppFault fault) {
        return fault.code() == ReplyCode.UNDECODABLE && (fault.mid() == null || fault.deviceId() == null);
    }

    private Future<Void> keep(Throwable failure, OutRecord out) {
        return deadLetters.add(out.record(), failure);
    }

    private static @Nullable String known(OutRecord out) {
        return out.device().map(DeviceId::value).orElse(null);
    }

    /** Keyed by the device it is about, like everything an app hears of it; by the record's key where it names none. */
    private Future<Void> tell(Receipt receipt, OutRecord out) {
        String device = receipt.deviceId() != null ? receipt.deviceId() : known(out);
        byte[] key = device == null ? null : device.getBytes(StandardCharsets.UTF_8);
        String id = out.messageId() + ":receipt";
        return inbox.put(
                        receipt,
                        new Parcel(key, id, clock.instant(), out.record().headers()))
                .onSuccess(stored -> metrics.toDevice(receipt.code()));
    }
}
