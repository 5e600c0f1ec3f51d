package io.deligate.dispatcher.action;

import io.deligate.protocol.Alarm;
import io.deligate.protocol.ClockSync;
import io.deligate.protocol.CommandAnswer;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceQuery;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.FirmwareQuery;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.MessageToApp;
import io.deligate.protocol.QueryReply;
import io.deligate.protocol.Reply;
import io.deligate.protocol.ReplyCode;
import io.deligate.protocol.StrayNotice;
import io.deligate.protocol.ToDevice;
import io.deligate.protocol.UnbindRequest;
import io.deligate.protocol.Unsupported;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.RegistryView;
import io.vertx.core.Future;
import java.util.Optional;

/** What the platform does for each action, and what it says. */
public final class Actions {
    private final RegistryView registry;
    private final RegistryWrites writes;
    private final RecentReports recent = new RecentReports();

    public Actions(RegistryView registry, RegistryWrites writes) {
        this.registry = registry;
        this.writes = writes;
    }

    /** Succeeds with the answer once the request's effect is safe; fails when the registry or Kafka do not answer. */
    public Future<ToDevice> carryOut(FromDevice request, Asker asker) {
        return request.match(new Cases(asker));
    }

    private final class Cases implements FromDevice.Cases<Future<ToDevice>> {
        private final Asker asker;

        Cases(Asker asker) {
            this.asker = asker;
        }

        /** 100: the reply's own time is the answer (R71). */
        @Override
        public Future<ToDevice> clockSync(ClockSync message) {
            return Future.succeededFuture(Reply.ok(message, asker.device()));
        }

        /** 101: done when it is certain that the registry will store it (R72-R75). */
        @Override
        public Future<ToDevice> deviceReport(DeviceReport message) {
            return writes.add(asker.record()).map(stored -> {
                String version = message.productVersion();
                if (version != null) {
                    recent.reported(asker.device(), version);
                }
                return Reply.ok(message, asker.device());
            });
        }

        /** 102 (R76-R81). */
        @Override
        public Future<ToDevice> deviceQuery(DeviceQuery message) {
            return registry.device(asker.device()).map(known -> reply(message, known));
        }

        private ToDevice reply(DeviceQuery message, Optional<DeviceView> known) {
            DeviceId device = asker.device();
            boolean locked = known.map(DeviceView::status)
                    .filter(DeviceStatus.LOCKED::equals)
                    .isPresent();
            return new QueryReply(
                    message.mid(),
                    device,
                    locked ? QueryReply.Status.LOCKED : QueryReply.Status.NORMAL,
                    known.isPresent() ? known.get().group() : null,
                    known.flatMap(view -> view.lastAccessFor(asker.epoch())).orElse(null),
                    recent.version(device)
                            .or(() -> known.map(DeviceView::productVersion))
                            .orElse(""));
        }

        @Override
        public Future<ToDevice> firmwareQuery(FirmwareQuery message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> unbindRequest(UnbindRequest message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> alarm(Alarm message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> commandAnswer(CommandAnswer message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> messageToApp(MessageToApp message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> strayNotice(StrayNotice message) {
            return unsupported(message);
        }

        @Override
        public Future<ToDevice> unsupported(Unsupported message) {
            return unsupported((FromDevice) message);
        }

        private Future<ToDevice> unsupported(FromDevice message) {
            return Future.succeededFuture(Reply.of(message, asker.device(), ReplyCode.UNSUPPORTED));
        }
    }
}
