package io.deligate.appbridge.notice;

import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DevicePresence;
import io.deligate.protocol.Mid;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.streams.consume.NotNowException;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.session.SessionRecord;
import io.vertx.core.Future;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tells the apps of a device that it came or went (404). Records of the session topic never become dead letters: put back
 * there, an old one would bring back an old session.
 */
public final class PresenceNotices implements RecordHandler {
    private final RegistryView registry;
    private final Inbox inbox;
    private final AppMetrics metrics;
    private final Presence presence;

    public PresenceNotices(RegistryView registry, SessionDirectory directory, Inbox inbox, AppMetrics metrics) {
        this.registry = registry;
        this.inbox = inbox;
        this.metrics = metrics;
        this.presence = new Presence(directory::find);
    }

    /** Another member may have told apps of these devices meanwhile. */
    @Override
    public void assigned() {
        presence.forget();
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        Optional<SessionRecord> read = Optional.ofNullable(record.value()).flatMap(SessionRecord::read);
        if (read.isEmpty()) {
            return Future.succeededFuture();
        }
        SessionRecord session = read.get();
        return presence.news(session, record.offset())
                .map(online -> tell(session, online, record))
                .orElse(Future.succeededFuture())
                .onSuccess(told -> presence.done(session, record.offset()));
    }

    private Future<Void> tell(SessionRecord session, boolean online, ConsumerRecord<byte[], byte[]> record) {
        return registry.device(session.device())
                .recover(failure -> Future.failedFuture(
                        failure instanceof RegistryUnavailable
                                ? new NotNowException("the registry cannot be asked", failure)
                                : failure))
                .compose(known ->
                        known.map(view -> tellApps(view, online, record)).orElse(Future.succeededFuture()));
    }

    private Future<Void> tellApps(DeviceView device, boolean online, ConsumerRecord<byte[], byte[]> record) {
        return Future.join(device.apps().stream()
                        .map(app -> tell(app, device, online, record))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> tell(AppId app, DeviceView device, boolean online, ConsumerRecord<byte[], byte[]> record) {
        String id = "session-" + record.partition() + "-" + record.offset();
        DevicePresence notice = new DevicePresence(Mid.of(id), app, device.id(), device.name(), online);
        return inbox.put(notice, Parcel.causedBy(record, id + ":" + app))
                .onSuccess(stored -> metrics.notice(DevicePresence.ACTION))
                .recover(failure -> failure instanceof UnprocessableRecordException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }
}
