package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.BiFunction;

/** Changes one device with its row held. */
final class DeviceChanges {
    private final Transactions transactions;

    DeviceChanges(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Succeeds with the device as the committed work has made it, empty when there is none; fails as the work does, and
     * with {@link io.deligate.registryservice.revision.StaleRevision} before it begins.
     */
    Future<Optional<Device>> run(
            DeviceId id,
            Precondition precondition,
            Actor actor,
            BiFunction<Transaction, HeldDevice, Future<Void>> work) {
        return transactions.run(
                actor,
                transaction -> HeldDevice.hold(transaction, id).compose(held -> {
                    if (held.isEmpty()) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    precondition.check(held.get().revision());
                    return work.apply(transaction, held.get())
                            .compose(done -> PgDevices.get(transaction, id))
                            .map(Optional::of);
                }));
    }
}
