package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.alarm.AlarmHistory;
import io.deligate.registryservice.alarm.AlarmLimits;
import io.deligate.registryservice.alarm.AlarmNotice;
import io.deligate.registryservice.alarm.Alarms;
import io.deligate.registryservice.alarm.Occurrence;
import io.deligate.registryservice.alarm.StoredAlarm;
import io.deligate.registryservice.alarm.Tally;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alarms in PostgreSQL. */
public final class PgAlarms implements Alarms {
    private static final int DELETED_AT_ONCE = 5_000;

    /** Holds the rows of the devices, so that what the batch sends about a device keeps its place. */
    private static final String DEVICES = """
            SELECT device_id, name, product, group_id FROM devices WHERE device_id = ANY ($1)
            ORDER BY device_id FOR NO KEY UPDATE""";

    private static final String NEWEST = """
            SELECT a.alarm_id, a.device_id, a.code, a.first_at, a.last_at, a.count, a.last_position
            FROM unnest($1::text[]) AS i (device_id)
            CROSS JOIN LATERAL (
                SELECT * FROM alarms WHERE device_id = i.device_id ORDER BY alarm_id DESC LIMIT $2) a""";
    private static final String BEGIN = """
            INSERT INTO alarms (device_id, code, msg, first_at, last_at, count, group_id, last_position)
            SELECT device_id, code, msg, first_at, last_at, count, group_id, last_position
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[],
                        $7::bigint[], $8::bigint[]) WITH ORDINALITY
                 AS i (device_id, code, msg, first_at, last_at, count, group_id, last_position, place)
            ORDER BY place""";
    private static final String GROW = """
            UPDATE alarms a SET last_at = i.last_at, count = i.count, last_position = i.last_position
            FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::bigint[])
                 AS i (alarm_id, last_at, count, last_position)
            WHERE a.alarm_id = i.alarm_id""";
    private static final String LIST = """
            SELECT alarm_id, code, msg, first_at, last_at, count, group_id FROM alarms
            WHERE device_id = $1 AND alarm_id < $2 ORDER BY alarm_id DESC LIMIT $3""";
    private static final String FORGET = """
            DELETE FROM alarms WHERE alarm_id IN (SELECT alarm_id FROM alarms WHERE first_at < $1 LIMIT $2)""";

    private final Pool pool;
    private final Transactions transactions;
    private final AlarmLimits limits;
    private final String notifications;

    /** Notices to administrators go to the topic {@code notifications}. */
    public PgAlarms(Pool pool, Transactions transactions, AlarmLimits limits, String notifications) {
        this.pool = pool;
        this.transactions = transactions;
        this.limits = limits;
        this.notifications = notifications;
    }

    /** Who raised alarms; the group is null when nobody's. */
    private record Raiser(
            DeviceId device,
            String name,
            String product,
            @Nullable GroupId group) {}

    private record Changed(Raiser raiser, Tally tally) {}

    @Override
    public Future<Map<AlarmHistory.Result, Long>> add(List<Occurrence> occurrences) {
        Map<DeviceId, List<Occurrence>> byDevice = new TreeMap<>(Comparator.comparing(DeviceId::value));
        occurrences.forEach(each -> byDevice.computeIfAbsent(each.device(), device -> new ArrayList<>())
                .add(each));
        String[] ids = byDevice.keySet().stream().map(DeviceId::value).toArray(String[]::new);
        return transactions
                .run(
                        Actor.PLATFORM,
                        transaction -> raisers(ids, transaction)
                                .compose(raisers -> newest(ids, transaction)
                                        .compose(newest -> add(byDevice, raisers, newest, transaction))))
                .recover(DataFault::explained);
    }

    private static Future<Map<String, Raiser>> raisers(String[] ids, Transaction transaction) {
        return transaction.query(DEVICES, Tuple.of(ids)).map(rows -> {
            Map<String, Raiser> raisers = new TreeMap<>();
            for (Row row : rows) {
                String id = row.getString("device_id");
                raisers.put(
                        id, new Raiser(new DeviceId(id), row.getString("name"), row.getString("product"), group(row)));
            }
            return raisers;
        });
    }

    private Future<Map<String, List<Tally>>> newest(String[] ids, Transaction transaction) {
        return transaction.query(NEWEST, Tuple.of(ids, limits.rowsPerHour())).map(rows -> {
            Map<String, List<Tally>> newest = new TreeMap<>();
            for (Row row : rows) {
                newest.computeIfAbsent(row.getString("device_id"), device -> new ArrayList<>())
                        .add(new Tally(
                                row.getLong("alarm_id"),
                                row.getLong("code"),
                                "",
                                row.getOffsetDateTime("first_at").toInstant(),
                                row.getOffsetDateTime("last_at").toInstant(),
                                row.getLong("count"),
                                row.getLong("last_position")));
            }
            return newest;
        });
    }

    private Future<Map<AlarmHistory.Result, Long>> add(
            Map<DeviceId, List<Occurrence>> byDevice,
            Map<String, Raiser> raisers,
            Map<String, List<Tally>> newest,
            Transaction transaction) {
        Map<AlarmHistory.Result, Long> results = new EnumMap<>(AlarmHistory.Result.class);
        List<Changed> changed = new ArrayList<>();
        byDevice.forEach((device, occurrences) -> {
            var history = new AlarmHistory(newest.getOrDefault(device.value(), List.of()), limits);
            occurrences.forEach(each -> results.merge(history.add(each), 1L, Long::sum));
            Raiser raiser = raisers.getOrDefault(device.value(), unknown(occurrences.get(0)));
            history.changed().forEach(tally -> changed.add(new Changed(raiser, tally)));
        });
        List<Changed> begun =
                changed.stream().filter(each -> each.tally().id() == Tally.NEW).toList();
        List<Tally> grown = changed.stream()
                .map(Changed::tally)
                .filter(tally -> tally.id() != Tally.NEW)
                .toList();
        begun.forEach(each -> tell(each.raiser(), each.tally(), transaction));
        return begin(begun, transaction)
                .compose(none -> grow(grown, transaction))
                .map(results);
    }

    /** The alarm was faster than the record of the device's first session. */
    private static Raiser unknown(Occurrence occurrence) {
        ProductModel product = occurrence.product();
        return new Raiser(occurrence.device(), "", product == null ? "" : product.value(), null);
    }

    private void tell(Raiser raiser, Tally alarm, Transaction transaction) {
        transaction.event(
                DeviceEvent.Kind.ALARM,
                raiser.device(),
                new JsonObject()
                        .put("code", alarm.code())
                        .put("msg", alarm.msg())
                        .put("time", alarm.firstAt().toEpochMilli())
                        .put("count", alarm.count()));
        if (raiser.group() != null) {
            transaction.send(new AlarmNotice(raiser.group(), raiser.device(), raiser.name(), raiser.product(), alarm)
                    .toRecord(notifications));
        }
    }

    private static Future<Void> begin(List<Changed> rows, Transaction transaction) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        List<Tally> tallies = rows.stream().map(Changed::tally).toList();
        Tuple columns = Tuple.tuple();
        columns.addArrayOfString(
                rows.stream().map(row -> row.raiser().device().value()).toArray(String[]::new));
        columns.addArrayOfLong(tallies.stream().map(Tally::code).toArray(Long[]::new));
        columns.addArrayOfString(tallies.stream().map(Tally::msg).toArray(String[]::new));
        columns.addArrayOfOffsetDateTime(
                tallies.stream().map(tally -> Times.write(tally.firstAt())).toArray(OffsetDateTime[]::new));
        columns.addArrayOfOffsetDateTime(
                tallies.stream().map(tally -> Times.write(tally.lastAt())).toArray(OffsetDateTime[]::new));
        columns.addArrayOfLong(tallies.stream().map(Tally::count).toArray(Long[]::new));
        columns.addArrayOfLong(rows.stream().map(PgAlarms::groupNumber).toArray(Long[]::new));
        columns.addArrayOfLong(tallies.stream().map(Tally::lastPosition).toArray(Long[]::new));
        return transaction.query(BEGIN, columns).mapEmpty();
    }

    private static @Nullable Long groupNumber(Changed row) {
        GroupId group = row.raiser().group();
        return group == null ? null : group.value();
    }

    private static Future<Void> grow(List<Tally> rows, Transaction transaction) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.tuple();
        columns.addArrayOfLong(rows.stream().map(Tally::id).toArray(Long[]::new));
        columns.addArrayOfOffsetDateTime(
                rows.stream().map(tally -> Times.write(tally.lastAt())).toArray(OffsetDateTime[]::new));
        columns.addArrayOfLong(rows.stream().map(Tally::count).toArray(Long[]::new));
        columns.addArrayOfLong(rows.stream().map(Tally::lastPosition).toArray(Long[]::new));
        return transaction.query(GROW, columns).mapEmpty();
    }

    @Override
    public Future<Page<StoredAlarm>> list(DeviceId device, PageRequest page) {
        long before = page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after());
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(device.value(), before, page.rows()))
                .map(rows ->
                        Page.of(rows.stream().map(PgAlarms::read).toList(), page, alarm -> Long.toString(alarm.id())));
    }

    private static StoredAlarm read(Row row) {
        return new StoredAlarm(
                row.getLong("alarm_id"),
                row.getLong("code"),
                row.getString("msg"),
                row.getOffsetDateTime("first_at").toInstant(),
                row.getOffsetDateTime("last_at").toInstant(),
                row.getLong("count"),
                group(row));
    }

    private static @Nullable GroupId group(Row row) {
        Long group = row.getLong("group_id");
        return group == null ? null : new GroupId(group);
    }

    @Override
    public Future<Integer> forget(Instant before) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(Times.write(before), DELETED_AT_ONCE))
                .map(rows -> rows.rowCount());
    }
}
