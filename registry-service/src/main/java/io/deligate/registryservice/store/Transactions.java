package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryview.RegistryHost;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.function.Function;

/**
 * Runs changes: the rows, the audit and what is to be sent are one transaction, and the caches hear of it after the
 * commit.
 */
public final class Transactions {
    private final Pool pool;
    private final RegistryHost host;
    private final String events;
    private final Clock clock;

    /** Events go to the topic {@code events}. */
    public Transactions(Pool pool, RegistryHost host, String events, Clock clock) {
        this.pool = pool;
        this.host = host;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Succeeds with the work's result once it is committed and every reader of the changed records has been told; fails,
     * with everything rolled back, when the work or the commit fails.
     */
    public <T> Future<T> run(Actor actor, Function<Transaction, Future<T>> work) {
        return pool.withTransaction(connection -> {
                    Transaction transaction = new Transaction(connection, actor, clock.instant(), events);
                    return work.apply(transaction)
                            .compose(result -> transaction.flush().map(new Done<>(result, transaction)));
                })
                .compose(done -> announced(done.transaction).map(done.result));
    }

    private record Done<T>(T result, Transaction transaction) {}

    private Future<?> announced(Transaction transaction) {
        Future<Void> told = host.changed(transaction.changedDevices());
        for (ProductModel model : transaction.changedProducts()) {
            told = told.compose(none -> host.changed(model));
        }
        for (AppId app : transaction.changedApps()) {
            told = told.compose(none -> host.changed(app));
        }
        return told;
    }
}
