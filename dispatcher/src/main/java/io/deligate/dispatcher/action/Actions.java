package io.deligate.dispatcher.action;

import io.deligate.protocol.Alarm;
import io.deligate.protocol.ClockSync;
import io.deligate.protocol.CommandAnswer;
import io.deligate.protocol.DeviceQuery;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.FirmwareQuery;
import io.deligate.protocol.FirmwareReply;
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
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryUnavailable;
import io.deligate.registryview.RegistryView;
import io.deligate.rolloutgate.Release;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** What the platform does for each action, and what it says. */
public final class Actions {
    private final RegistryView registry;
    private final RegistryWrites writes;
    private final Releases releases;
    private final RecentReports recent = new RecentReports();

    public Actions(RegistryView registry, RegistryWrites writes, Releases releases) {
        this.registry = registry;
        this.writes = writes;
        this.releases = releases;
    }

    /**
     * Succeeds with the answer once the request's effect is safe, or with none when the registry will give it; fails when
     * the registry or Kafka do not answer.
     */
    public Future<Optional<ToDevice>> carryOut(FromDevice request, Asker asker) {
        return request.match(new Cases(asker));
    }

    private final class Cases implements FromDevice.Cases<Future<Optional<ToDevice>>> {
        private final Asker asker;

        Cases(Asker asker) {
            this.asker = asker;
        }

        /** 100: the reply's own time is the answer (R71). */
        @Override
        public Future<Optional<ToDevice>> clockSync(ClockSync message) {
            return said(Reply.ok(message, asker.device()));
        }

        /** 101: done when it is certain that the registry will store it (R72-R75). */
        @Override
        public Future<Optional<ToDevice>> deviceReport(DeviceReport message) {
            return unlessLocked(
                    message,
                    () -> writes.add(asker.record()).map(stored -> {
                        String version = message.productVersion();
                        if (version != null) {
                            recent.reported(asker.device(), version);
                        }
                        return Optional.of(Reply.ok(message, asker.device()));
                    }));
        }

        /** 102 (R76-R81); locked devices are told so. */
        @Override
        public Future<Optional<ToDevice>> deviceQuery(DeviceQuery message) {
            return registry.device(asker.device()).map(known -> Optional.of(reply(message, known, release(known))));
        }

        private ToDevice reply(DeviceQuery message, Optional<DeviceView> known, Optional<Release> release) {
            return new QueryReply(
                    message.mid(),
                    asker.device(),
                    isLocked(known) ? QueryReply.Status.LOCKED : QueryReply.Status.NORMAL,
                    known.isPresent() ? known.get().group() : null,
                    known.flatMap(view -> view.lastAccessFor(asker.epoch())).orElse(null),
                    release.map(Release::version).orElseGet(() -> version(known)));
        }

        /** 103 (R82, R84). */
        @Override
        public Future<Optional<ToDevice>> firmwareQuery(FirmwareQuery message) {
            return registry.device(asker.device()).map(known -> Optional.of(reply(message, release(known))));
        }

        private ToDevice reply(FirmwareQuery message, Optional<Release> found) {
            if (found.isEmpty()) {
                return Reply.of(message, asker.device(), ReplyCode.NO_TARGET);
            }
            Release release = found.get();
            return new FirmwareReply(
                    message.mid(),
                    asker.device(),
                    release.version(),
                    release.upgradeType(),
                    release.file(),
                    release.md5());
        }

        /** What the device may have now, whichever question it asks. */
        private Optional<Release> release(Optional<DeviceView> known) {
            return known.map(DeviceView::product)
                    .or(asker::product)
                    .flatMap(product -> releases.mayHave(asker.device(), product, version(known)));
        }

        private String version(Optional<DeviceView> known) {
            return recent.version(asker.device())
                    .or(() -> known.map(DeviceView::productVersion))
                    .orElse("");
        }

        /**
         * 104: the registry gives the answer, after its commit (R85, R88); what the product does not allow is not asked of
         * it (R86).
         */
        @Override
        public Future<Optional<ToDevice>> unbindRequest(UnbindRequest message) {
            return unlessLocked(
                    message,
                    () -> product()
                            .compose(product ->
                                    product.filter(ProductView::selfUnbind).isPresent()
                                            ? writes.add(asker.record()).map(handedOn -> Optional.empty())
                                            : said(Reply.of(message, asker.device(), ReplyCode.NOT_PERMITTED))));
        }

        private Future<Optional<ProductView>> product() {
            return registry.device(asker.device())
                    .compose(known -> known.map(DeviceView::product)
                            .or(asker::product)
                            .map(registry::product)
                            .orElse(Future.succeededFuture(Optional.empty())));
        }

        /** 105: done when it is certain that the registry will store it (R89). */
        @Override
        public Future<Optional<ToDevice>> alarm(Alarm message) {
            return unlessLocked(
                    message,
                    () -> writes.add(asker.record()).map(stored -> Optional.of(Reply.ok(message, asker.device()))));
        }

        /**
         * What a locked device may not do is answered with 105 (A25, R92). A device nobody knows anything about now is
         * not taken for locked: its request must survive an outage of the registry (design D9).
         */
        private Future<Optional<ToDevice>> unlessLocked(FromDevice message, Supplier<Future<Optional<ToDevice>>> work) {
            return registry.device(asker.device())
                    .recover(failure -> failure instanceof RegistryUnavailable
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(failure))
                    .compose(known ->
                            isLocked(known) ? said(Reply.of(message, asker.device(), ReplyCode.LOCKED)) : work.get());
        }

        private static boolean isLocked(Optional<DeviceView> known) {
            return known.map(DeviceView::status)
                    .filter(DeviceStatus.LOCKED::equals)
                    .isPresent();
        }

        @Override
        public Future<Optional<ToDevice>> commandAnswer(CommandAnswer message) {
            return unsupported(message);
        }

        @Override
        public Future<Optional<ToDevice>> messageToApp(MessageToApp message) {
            return unsupported(message);
        }

        @Override
        public Future<Optional<ToDevice>> strayNotice(StrayNotice message) {
            return unsupported(message);
        }

        @Override
        public Future<Optional<ToDevice>> unsupported(Unsupported message) {
            return unsupported((FromDevice) message);
        }

        private Future<Optional<ToDevice>> unsupported(FromDevice message) {
            return said(Reply.of(message, asker.device(), ReplyCode.UNSUPPORTED));
        }

        private static Future<Optional<ToDevice>> said(ToDevice answer) {
            return Future.succeededFuture(Optional.of(answer));
        }
    }
}
