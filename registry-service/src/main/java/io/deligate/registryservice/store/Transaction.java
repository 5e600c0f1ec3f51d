package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One open change: its statements, and what goes with their commit. Used by one piece of work, not kept. */
public final class Transaction {
    /** Wakes the relay in whichever process it runs. */
    static final String CHANNEL = "registry_outbox";

    private static final String SEND = """
            WITH sent AS (
                INSERT INTO outbox (topic, key, headers, value, created_at)
                SELECT topic, key, headers::json, value, $5
                FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
                     AS r (topic, key, headers, value, place)
                ORDER BY place RETURNING id)
            SELECT pg_notify('""" + CHANNEL + "', '') FROM (SELECT count(*) FROM sent) AS any_row";
    private static final String AUDIT = """
            INSERT INTO audit (at, actor, actor_name, action, target, detail)
            SELECT $1, $2, $3, action, target, detail::json
            FROM unnest($4::text[], $5::text[], $6::text[]) AS a (action, target, detail)""";

    private final SqlConnection connection;
    private final Actor actor;
    private final Instant now;
    private final String events;
    private final List<OutboxRecord> records = new ArrayList<>();
    private final List<AuditEntry> entries = new ArrayList<>();
    private final Set<DeviceId> devices = new LinkedHashSet<>();
    private final Set<ProductModel> products = new LinkedHashSet<>();
    private final Set<AppId> apps = new LinkedHashSet<>();

    Transaction(SqlConnection connection, Actor actor, Instant now, String events) {
        this.connection = connection;
        this.actor = actor;
        this.now = now;
        this.events = events;
    }

    /** The change's one point in time. */
    Instant now() {
        return now;
    }

    Actor actor() {
        return actor;
    }

    /** Runs one statement of the change. */
    Future<RowSet<Row>> query(String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }

    /** Sends the record when the change is committed. */
    void send(OutboxRecord record) {
        records.add(record);
    }

    /** Tells the world when the change is committed. */
    void event(DeviceEvent.Kind kind, DeviceId device, JsonObject data) {
        records.add(new DeviceEvent(kind, device, now, data).toRecord(events));
    }

    void audit(AuditEntry entry) {
        entries.add(entry);
    }

    /** The device's record is no longer what caches hold. */
    void changed(DeviceId device) {
        devices.add(device);
    }

    /** The product's record is no longer what caches hold. */
    void changed(ProductModel model) {
        products.add(model);
    }

    /** The app's record is no longer what caches hold. */
    void changed(AppId app) {
        apps.add(app);
    }

    Set<DeviceId> changedDevices() {
        return devices;
    }

    Set<ProductModel> changedProducts() {
        return products;
    }

    Set<AppId> changedApps() {
        return apps;
    }

    /** Writes what goes with the change; the last statements of the transaction. */
    Future<Void> flush() {
        Future<Void> sent = records.isEmpty() ? Future.succeededFuture() : writeRecords();
        return sent.compose(none -> entries.isEmpty() ? Future.succeededFuture() : writeEntries());
    }

    private Future<Void> writeRecords() {
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(records.stream().map(Transaction::topic).toArray(String[]::new));
        columns.addArrayOfString(records.stream().map(OutboxRecord::key).toArray(String[]::new));
        columns.addArrayOfString(records.stream()
                .map(record -> new JsonObject(Map.copyOf(record.headers())).encode())
                .toArray(String[]::new));
        columns.addArrayOfString(records.stream().map(OutboxRecord::value).toArray(String[]::new));
        columns.addOffsetDateTime(at());
        return query(SEND, columns).mapEmpty();
    }

    private static @Nullable String topic(OutboxRecord record) {
        return record instanceof OutboxRecord.ToTopic known ? known.topic() : null;
    }

    private Future<Void> writeEntries() {
        Tuple columns = Tuple.of(at(), actor.id(), actor.name());
        columns.addArrayOfString(entries.stream().map(AuditEntry::action).toArray(String[]::new));
        columns.addArrayOfString(entries.stream().map(AuditEntry::target).toArray(String[]::new));
        columns.addArrayOfString(
                entries.stream().map(entry -> entry.detail().encode()).toArray(String[]::new));
        return query(AUDIT, columns).mapEmpty();
    }

    private OffsetDateTime at() {
        return Times.write(now);
    }
}
