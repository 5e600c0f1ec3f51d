package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.app.App;
import io.deligate.registryservice.app.AppStatus;
import io.deligate.registryservice.binding.BindingRefused;
import io.deligate.registryservice.binding.BindingRefused.Reason;
import io.deligate.registryservice.binding.BindingRequest;
import io.deligate.registryservice.binding.Bindings;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.group.Group;
import io.vertx.core.Future;
import java.util.function.Function;

/** Bindings in PostgreSQL. */
public final class PgBindings implements Bindings {
    private final DeviceChanges changes;

    public PgBindings(Transactions transactions) {
        this.changes = new DeviceChanges(transactions);
    }

    @Override
    public Future<Device> bind(DeviceId device, GroupId group, BindingRequest request) {
        return run(
                device,
                request,
                steps -> PgGroups.find(steps.transaction(), group).compose(found -> {
                    Group wanted = found.orElseThrow(() -> new BindingRefused(Reason.UNKNOWN_GROUP));
                    GroupId owner = steps.device().group();
                    if (owner == null) {
                        return steps.bind(wanted);
                    }
                    return owner.equals(group)
                            ? Future.succeededFuture()
                            : Future.failedFuture(new BindingRefused(Reason.BOUND_ELSEWHERE));
                }));
    }

    @Override
    public Future<Device> unbind(DeviceId device, BindingRequest request) {
        return run(device, request, PgBindings::unbind);
    }

    /** Nothing happens when the device belongs to nobody. */
    static Future<Void> unbind(BindingSteps steps) {
        GroupId owner = steps.device().group();
        return owner == null
                ? Future.succeededFuture()
                : PgGroups.find(steps.transaction(), owner).compose(found -> steps.unbind(found.orElseThrow()));
    }

    @Override
    public Future<Device> bindApp(DeviceId device, AppId app, BindingRequest request) {
        return run(
                device,
                request,
                steps -> PgApps.share(steps.transaction(), app).compose(found -> {
                    App wanted = found.orElseThrow(() -> new BindingRefused(Reason.UNKNOWN_APP));
                    if (wanted.status() == AppStatus.DISABLED) {
                        throw new BindingRefused(Reason.APP_DISABLED);
                    }
                    if (!wanted.products().contains(steps.device().product())) {
                        throw new BindingRefused(Reason.WRONG_PRODUCT);
                    }
                    return steps.bindApp(wanted);
                }));
    }

    @Override
    public Future<Device> unbindApp(DeviceId device, AppId app, BindingRequest request) {
        return run(
                device,
                request,
                steps -> PgApps.share(steps.transaction(), app)
                        .compose(found ->
                                steps.unbindApp(found.orElseThrow(() -> new BindingRefused(Reason.UNKNOWN_APP)))));
    }

    private Future<Device> run(DeviceId device, BindingRequest request, Function<BindingSteps, Future<Void>> work) {
        return changes.run(
                        device,
                        request.precondition(),
                        request.actor(),
                        (transaction, held) -> work.apply(new BindingSteps(transaction, held, request.user(), true)))
                .map(found -> found.orElseThrow(() -> new BindingRefused(Reason.UNKNOWN_DEVICE)));
    }
}
