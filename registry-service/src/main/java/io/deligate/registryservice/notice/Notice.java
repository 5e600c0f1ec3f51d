package io.deligate.registryservice.notice;

import io.deligate.protocol.Action;
import io.deligate.protocol.AppId;
import io.deligate.protocol.AppNotice;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.GroupNotice;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Mid;
import io.deligate.protocol.ToDevice;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.receipt.Asker;
import io.deligate.streams.record.DeliHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device has to be told of one of its bindings (203, 204).
 *
 * @param version of this state of this binding; no other notice has it
 * @param user in whose name, null = the platform's
 */
public record Notice(
        DeviceId device, long version, @Nullable String user, Subject subject, boolean bound) {
    /** The header in which a receipt brings the version back. */
    static final String VERSION = "deli-notice";

    /**
     * What the device is bound to.
     *
     * @param action that tells of it: 203 for an organisation, 204 for an app
     * @param number the group_id or service_id
     * @param icon of an app, a URL or empty
     */
    public record Subject(Action action, long number, String name, String icon) {
        public static Subject group(GroupId id, String name) {
            return new Subject(Action.GROUP_NOTICE, id.value(), name, "");
        }

        public static Subject app(AppId id, String name, String icon) {
            return new Subject(Action.APP_NOTICE, id.value(), name, icon);
        }

        /** What a newer notice replaces an older one by: a device has many apps, but one organisation at most. */
        public long place() {
            return action == Action.GROUP_NOTICE ? 0 : number;
        }
    }

    /**
     * The message to the device. Told again it has the same {@code mid}.
     *
     * @param attempt part of the message's own id, different for each time it is told
     */
    public OutboxRecord toRecord(Instant now, String attempt) {
        return new OutboxRecord.ToDevice(
                device,
                Map.of(
                        DeliHeaders.MESSAGE_ID,
                        "notice-" + version + "-" + attempt,
                        DeliHeaders.RECEIPT,
                        Asker.NOTICE.label(),
                        VERSION,
                        Long.toString(version)),
                new String(MessageWriter.write(message(), now), StandardCharsets.UTF_8));
    }

    private ToDevice message() {
        Mid mid = Mid.of(Long.toString(version));
        return subject.action() == Action.GROUP_NOTICE
                ? new GroupNotice(mid, user, device, new GroupId(subject.number()), subject.name(), bound)
                : new AppNotice(mid, user, device, new AppId(subject.number()), subject.name(), subject.icon(), bound);
    }
}
