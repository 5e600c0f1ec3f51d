package io.deligate.appbridge.uplink;

import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.MessageFromDevice;
import io.deligate.protocol.MessageToApp;
import io.deligate.protocol.ReplyCode;
import io.deligate.registryview.AppView;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.consume.NotNowException;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.record.RecordFields;
import io.deligate.streams.topic.TopicNames;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One 300 from its record to the apps that are to have it, or to the device that is told why not, checked in the order of
 * A65. The work counts as done when Kafka has every copy: a bridge that dies before puts all of them again, under the
 * same {@code deli-message-id}.
 */
public final class MessageHandler implements RecordHandler {
    private static final Logger log = LoggerFactory.getLogger(MessageHandler.class);

    /** What allows a message may have been committed, and not been heard of here: these are looked at twice. */
    private static final Set<ReplyCode> MAY_HAVE_CHANGED =
            Set.of(ReplyCode.LOCKED, ReplyCode.NOT_BOUND, ReplyCode.NO_TARGET, ReplyCode.NOT_PERMITTED);

    private final RegistryView registry;
    private final Inbox inbox;
    private final Refusals refusals;
    private final AppMetrics metrics;

    public MessageHandler(
            RegistryView registry,
            Inbox inbox,
            RecordPublisher publisher,
            TopicNames topics,
            Clock clock,
            AppMetrics metrics) {
        this.registry = registry;
        this.inbox = inbox;
        this.refusals = new Refusals(publisher, topics, clock);
        this.metrics = metrics;
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            throw new UnprocessableRecordException("key or value: null (expected: a device id, its envelope)");
        }
        DeviceId device = DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new UnprocessableRecordException("key: not a device id"));
        return forward(device, registry.device(device), registry::app, record)
                .recover(failure -> failure instanceof DeviceFault fault && MAY_HAVE_CHANGED.contains(fault.code())
                        ? forward(device, registry.deviceNow(device), registry::appNow, record)
                        : Future.failedFuture(failure))
                .recover(failure -> refuse(failure, device, record));
    }

    private Future<Void> forward(
            DeviceId device, Future<Optional<DeviceView>> asked, Apps apps, ConsumerRecord<byte[], byte[]> record) {
        return asked.recover(MessageHandler::later).compose(known -> forward(device, known, apps, record));
    }

    /** Asks for an app: for what is known of it, or for what the registry says now. */
    private interface Apps {
        Future<Optional<AppView>> find(AppId app);
    }

    private Future<Void> forward(
            DeviceId device, Optional<DeviceView> known, Apps apps, ConsumerRecord<byte[], byte[]> record) {
        try {
            Envelope envelope = EnvelopeReader.read(record.value());
            envelope.checkSender(device);
            DeviceView view = checkStanding(envelope, known);
            if (!(FromDevice.of(envelope) instanceof MessageToApp message)) {
                throw envelope.fault(ReplyCode.UNSUPPORTED);
            }
            return targets(envelope, message, view, apps).compose(found -> copies(found, device, message, record));
        } catch (DeviceFault fault) {
            return Future.failedFuture(fault);
        }
    }

    /** Whether the device may speak to anybody (R92, R119). */
    private static DeviceView checkStanding(Envelope envelope, Optional<DeviceView> known) throws DeviceFault {
        if (known.isPresent() && known.get().status() != DeviceStatus.NORMAL) {
            throw envelope.fault(ReplyCode.LOCKED);
        }
        return known.filter(view -> view.group() != null || !view.apps().isEmpty())
                .orElseThrow(() -> envelope.fault(ReplyCode.NOT_BOUND));
    }

    private static Future<List<AppId>> targets(Envelope envelope, MessageToApp message, DeviceView view, Apps apps) {
        return message.target().match(() -> bound(envelope, view, apps), one -> named(envelope, one, view, apps));
    }

    /** R115, R120; an app that is disabled is none. */
    private static Future<List<AppId>> bound(Envelope envelope, DeviceView view, Apps apps) {
        List<Future<Optional<AppId>>> asked =
                view.apps().stream().map(app -> enabled(app, apps)).toList();
        return Future.all(asked).compose(answered -> {
            List<AppId> enabled =
                    asked.stream().map(Future::result).flatMap(Optional::stream).toList();
            return enabled.isEmpty()
                    ? Future.failedFuture(envelope.fault(ReplyCode.NO_TARGET, "to: no app is bound to this device"))
                    : Future.succeededFuture(enabled);
        });
    }

    /** R116-R118. */
    private static Future<List<AppId>> named(Envelope envelope, MessageToApp.OneApp one, DeviceView view, Apps apps) {
        Future<Optional<AppId>> found =
                one.id().map(app -> enabled(app, apps)).orElse(Future.succeededFuture(Optional.empty()));
        return found.compose(app -> {
            if (app.isEmpty()) {
                return Future.failedFuture(envelope.fault(ReplyCode.NO_TARGET, "to: no such app"));
            }
            return view.apps().contains(app.get())
                    ? Future.succeededFuture(List.of(app.get()))
                    : Future.failedFuture(
                            envelope.fault(ReplyCode.NOT_PERMITTED, "to: an app that is not bound to this device"));
        });
    }

    private static Future<Optional<AppId>> enabled(AppId app, Apps apps) {
        return apps.find(app)
                .recover(MessageHandler::later)
                .map(known -> known.filter(AppView::enabled).map(AppView::id));
    }

    /** Each app's copy is put at once; that one fails keeps none of the others back. */
    private Future<Void> copies(
            List<AppId> apps, DeviceId device, MessageToApp message, ConsumerRecord<byte[], byte[]> record) {
        Instant received = Instant.ofEpochMilli(
                DeliHeaders.number(record.headers(), DeliHeaders.RECEIVED).orElse(record.timestamp()));
        String id = Parcel.messageId(record);
        List<Future<Void>> copies = apps.stream()
                .map(app -> inbox.put(
                                MessageFromDevice.of(message, device, app),
                                new Parcel(record.key(), id + ":" + app, received, record.headers()))
                        .onSuccess(stored -> metrics.toApp(ReplyCode.OK)))
                .toList();
        return Future.join(copies).mapEmpty();
    }

    private Future<Void> refuse(Throwable failure, DeviceId device, ConsumerRecord<byte[], byte[]> record) {
        if (!(failure instanceof DeviceFault fault)) {
            return Future.failedFuture(failure);
        }
        RecordFields.about(log, Level.DEBUG, record)
                .addKeyValue("code", fault.code().code())
                .addKeyValue(LogKeys.REASON, fault.getMessage())
                .log("message to apps refused");
        return refusals.send(fault, device, record).onSuccess(stored -> metrics.toApp(fault.code()));
    }

    private static <T> Future<T> later(Throwable failure) {
        return Future.failedFuture(
                failure instanceof RegistryUnavailable
                        ? new NotNowException("the registry cannot be asked", failure)
                        : failure);
    }
}
