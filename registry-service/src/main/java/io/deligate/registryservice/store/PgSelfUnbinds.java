package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.binding.SelfUnbinds;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Requests 104 in PostgreSQL. */
public final class PgSelfUnbinds implements SelfUnbinds {
    /** Longer than any record of Kafka is read again after it was carried out. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String REMEMBER = """
            INSERT INTO unbind_requests (device_id, message_id, handled_at) VALUES ($1, $2, $3)
            ON CONFLICT (device_id, message_id) DO NOTHING""";
    private static final String FORGET = "DELETE FROM unbind_requests WHERE device_id = $1 AND handled_at < $2";

    private final Transactions transactions;

    public PgSelfUnbinds(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Future<Void> carryOut(DeviceId device, String requestId, OutboxRecord answer) {
        return transactions.run(
                Actor.device(device),
                transaction -> HeldDevice.hold(transaction, device)
                        .compose(held -> held.isEmpty()
                                ? Future.<Void>succeededFuture()
                                : once(transaction, held.get(), requestId))
                        .onSuccess(done -> transaction.send(answer)));
    }

    private static Future<Void> once(Transaction transaction, HeldDevice device, String requestId) {
        String id = device.id().value();
        return transaction
                .query(FORGET, Tuple.of(id, Times.write(transaction.now().minus(REMEMBERED))))
                .compose(forgotten ->
                        transaction.query(REMEMBER, Tuple.of(id, requestId, Times.write(transaction.now()))))
                .compose(remembered -> {
                    if (remembered.rowCount() == 0 || device.group() == null) {
                        return Future.succeededFuture();
                    }
                    return PgBindings.unbind(new BindingSteps(transaction, device, null, false))
                            .compose(unbound -> PgNotices.forget(transaction, device.id()));
                });
    }
}
