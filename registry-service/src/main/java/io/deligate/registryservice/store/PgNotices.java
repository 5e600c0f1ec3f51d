package io.deligate.registryservice.store;

import io.deligate.protocol.Action;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.notice.Notice;
import io.deligate.registryservice.notice.NoticeTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices in PostgreSQL. */
public final class PgNotices implements NoticeTable {
    private static final String REMEMBER = """
            INSERT INTO notices (device_id, action, subject, version, number, name, icon, user_id, bound, created_at)
            VALUES ($1, $2, $3, nextval('notice_versions'), $4, $5, $6, $7, $8, $9)
            ON CONFLICT (device_id, action, subject) DO UPDATE SET
                version = EXCLUDED.version, number = EXCLUDED.number, name = EXCLUDED.name, icon = EXCLUDED.icon,
                user_id = EXCLUDED.user_id, bound = EXCLUDED.bound, created_at = EXCLUDED.created_at
            RETURNING version""";
    private static final String OWED = """
            SELECT device_id, action, version, number, name, icon, user_id, bound
            FROM notices WHERE device_id = ANY($1) ORDER BY version""";
    /** A row that a change holds is about to get a newer version, so nobody has to wait for it. */
    private static final String DELIVERED = """
            DELETE FROM notices WHERE version IN (
                SELECT version FROM notices WHERE version = ANY($1) FOR UPDATE SKIP LOCKED)""";

    private static final String FORGET = "DELETE FROM notices WHERE device_id = $1";

    private final Pool pool;

    public PgNotices(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Void> delivered(Collection<Long> versions) {
        Tuple values = Tuple.tuple();
        values.addArrayOfLong(versions.toArray(Long[]::new));
        return pool.preparedQuery(DELIVERED).execute(values).mapEmpty();
    }

    /**
     * The device is told with this change, and again when it connects until it has acknowledged this state. It is told
     * whatever its product's list of actions says: the list is about commands.
     */
    static Future<Void> tell(
            Transaction transaction, HeldDevice device, @Nullable String user, Notice.Subject subject, boolean bound) {
        Tuple row = Tuple.of(
                device.id().value(), subject.action().code(), subject.place(), subject.number(), subject.name());
        row.addString(subject.icon());
        row.addString(user);
        row.addBoolean(bound);
        row.addOffsetDateTime(Times.write(transaction.now()));
        return transaction.query(REMEMBER, row).map(rows -> {
            long version = rows.iterator().next().getLong("version");
            Notice notice = new Notice(device.id(), version, user, subject, bound);
            transaction.send(notice.toRecord(transaction.now(), "0"));
            return null;
        });
    }

    /** What these devices have to be told, the oldest first; their rows are held by the change. */
    static Future<List<Notice>> owed(Transaction transaction, Collection<DeviceId> devices) {
        Tuple values = Tuple.tuple();
        values.addArrayOfString(devices.stream().map(DeviceId::value).toArray(String[]::new));
        return transaction
                .query(OWED, values)
                .map(rows -> rows.stream().map(PgNotices::read).toList());
    }

    /** The device knows by itself that it is bound to nothing. */
    static Future<Void> forget(Transaction transaction, DeviceId device) {
        return transaction.query(FORGET, Tuple.of(device.value())).mapEmpty();
    }

    private static Notice read(Row row) {
        Action action = Action.fromCode(row.getInteger("action")).orElseThrow();
        return new Notice(
                new DeviceId(row.getString("device_id")),
                row.getLong("version"),
                row.getString("user_id"),
                new Notice.Subject(action, row.getLong("number"), row.getString("name"), row.getString("icon")),
                row.getBoolean("bound"));
    }
}
