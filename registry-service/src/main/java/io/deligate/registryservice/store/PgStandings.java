package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.SessionClosing;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.revision.Precondition;
import io.deligate.registryservice.standing.Standing;
import io.deligate.registryservice.standing.StandingChange;
import io.deligate.registryservice.standing.Standings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Locks and bans in PostgreSQL. */
public final class PgStandings implements Standings {
    private static final String CHANGE = """
            UPDATE devices SET status = $2, lock_under_ban = $3, revision = revision + 1, updated_at = $4
            WHERE device_id = $1""";

    private final DeviceChanges changes;

    public PgStandings(Transactions transactions) {
        this.changes = new DeviceChanges(transactions);
    }

    @Override
    public Future<Optional<Device>> change(
            DeviceId device, StandingChange change, Precondition precondition, Actor actor) {
        return changes.run(device, precondition, actor, (transaction, held) -> {
            Standing after = change.appliedTo(held.standing());
            return after.equals(held.standing())
                    ? Future.succeededFuture()
                    : change(transaction, device, change, after);
        });
    }

    private static Future<Void> change(
            Transaction transaction, DeviceId device, StandingChange change, Standing after) {
        String status = after.status().text();
        Tuple row = Tuple.of(device.value(), status, after.lockUnderBan(), Times.write(transaction.now()));
        return transaction.query(CHANGE, row).map(done -> {
            transaction.event(change.event(), device, new JsonObject().put("status", status));
            transaction.audit(AuditEntry.of(change.operation(), "device:" + device));
            transaction.changed(device);
            if (change == StandingChange.BAN) {
                transaction.send(SessionClosing.BANNED.of(device));
            }
            return null;
        });
    }
}
