package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.ReplyCode;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.command.Command;
import io.deligate.registryservice.command.CommandId;
import io.deligate.registryservice.command.CommandKind;
import io.deligate.registryservice.command.CommandOrder;
import io.deligate.registryservice.command.CommandReports;
import io.deligate.registryservice.command.CommandState;
import io.deligate.registryservice.command.Commands;
import io.deligate.registryservice.command.DeviceAnswer;
import io.deligate.registryservice.command.Instruction;
import io.deligate.registryservice.command.NewCommand;
import io.deligate.registryservice.command.Report;
import io.deligate.registryservice.receipt.Asker;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Commands in PostgreSQL. */
public final class PgCommands implements Commands {
    private static final String ACTIONS = """
            SELECT p.actions FROM devices d JOIN products p ON p.model = d.product WHERE d.device_id = $1""";
    private static final String COLUMNS = "command_id, number, device_id, action, cmd, user_id, mid, state, code, msg,"
            + " ended_at, response, response_bytes, late, drop_user, created_at, deadline";
    private static final String ADD = """
            INSERT INTO commands (
                command_id, device_id, action, cmd, user_id, mid, state, created_at, deadline, drop_user)
            VALUES ($1, $2, $3, $4, $5, $6, 'queued', now(), now() + make_interval(secs => $7), $8)
            RETURNING\s""" + COLUMNS;
    private static final String FIND = "SELECT " + COLUMNS + " FROM commands WHERE command_id = $1";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM commands WHERE device_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
    private static final String EXISTS = "SELECT 1 FROM devices WHERE device_id = $1";
    private static final String EXPIRE = """
            WITH due AS (
                SELECT command_id FROM commands WHERE ended_at IS NULL AND deadline <= now()
                ORDER BY deadline LIMIT $1 FOR UPDATE SKIP LOCKED),
            ended AS (
                UPDATE commands c SET state = $2, code = $3, msg = $4, ended_at = now()
                FROM due WHERE c.command_id = due.command_id
                RETURNING c.command_id, c.action, c.state)
            SELECT command_id, action, state, pg_notify($5, command_id::text) FROM ended""";
    private static final String FORGET = """
            WITH gone AS (
                DELETE FROM commands WHERE command_id IN (
                    SELECT command_id FROM commands WHERE ended_at < now() - make_interval(secs => $1)
                    ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                RETURNING drop_user),
            accounts AS (DELETE FROM log_drops USING gone WHERE user_name = gone.drop_user)
            SELECT count(*)::integer AS removed FROM gone""";
    private static final String TOO_LATE = "no answer in time";

    private final Pool pool;
    private final Transactions transactions;

    public PgCommands(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<Optional<Set<Integer>>> actionsOf(DeviceId device) {
        return pool.preparedQuery(ACTIONS)
                .execute(Tuple.of(device.value()))
                .map(rows -> rows.stream()
                        .map(row -> Set.of(row.getArrayOfIntegers("actions")))
                        .findFirst());
    }

    @Override
    public Future<Command> add(NewCommand command, Actor actor) {
        CommandOrder order = command.order();
        return transactions.run(
                actor,
                transaction -> HeldDevice.hold(transaction, order.device())
                        .compose(held -> PgDropAccounts.add(transaction, command.account()))
                        .compose(stored -> transaction.query(ADD, row(command)))
                        .map(rows -> {
                            Command added = read(rows.iterator().next());
                            transaction.send(message(command, added.deadline(), transaction.now()));
                            transaction.audit(new AuditEntry(
                                    "sendCommand",
                                    "device:" + order.device(),
                                    new JsonObject()
                                            .put("command_id", command.id().toString())
                                            .put("action", added.kind().action().code())));
                            return added;
                        }));
    }

    private static Tuple row(NewCommand command) {
        CommandOrder order = command.order();
        return Tuple.of(
                command.id().value(),
                order.device().value(),
                order.instruction().kind().action().code(),
                cmd(order.instruction()),
                order.userId(),
                command.mid().value(),
                (double) order.timeout().toSeconds(),
                command.account() == null ? null : command.account().user());
    }

    private static @Nullable String cmd(Instruction instruction) {
        return instruction instanceof Instruction.Control control ? control.cmd() : null;
    }

    private static OutboxRecord message(NewCommand command, Instant deadline, Instant now) {
        return new OutboxRecord.ToDevice(
                command.order().device(),
                Map.of(
                        DeliHeaders.MESSAGE_ID, command.id().toString(),
                        DeliHeaders.RECEIPT, Asker.COMMAND.label(),
                        DeliHeaders.EXPIRES, String.valueOf(deadline.toEpochMilli()),
                        CommandReports.COMMAND, command.id().toString()),
                new String(MessageWriter.write(command.message(), now), StandardCharsets.UTF_8));
    }

    @Override
    public Future<Optional<Command>> find(CommandId id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgCommands::read).findFirst());
    }

    @Override
    public Future<Optional<Page<Command>>> list(DeviceId device, PageRequest page) {
        long below = page.after().isEmpty() ? Long.MAX_VALUE : Long.parseLong(page.after());
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(device.value(), below, page.rows()))
                .compose(rows -> {
                    List<Command> found = rows.stream().map(PgCommands::read).toList();
                    Page<Command> commands = Page.of(found, page, command -> String.valueOf(command.number()));
                    return found.isEmpty()
                            ? exists(device).map(known -> known ? Optional.of(commands) : Optional.empty())
                            : Future.succeededFuture(Optional.of(commands));
                });
    }

    private Future<Boolean> exists(DeviceId device) {
        return pool.preparedQuery(EXISTS).execute(Tuple.of(device.value())).map(rows -> rows.size() == 1);
    }

    @Override
    public Future<List<Ended>> apply(List<Report> reports) {
        return transactions.run(
                Actor.PLATFORM,
                transaction -> CommandRows.locked(transaction, reports).compose(rows -> {
                    reports.forEach(rows::report);
                    return rows.write(transaction);
                }));
    }

    @Override
    public Future<Answered> answer(List<DeviceAnswer> answers) {
        return transactions.run(
                Actor.PLATFORM,
                transaction -> CommandRows.matched(transaction, answers).compose(rows -> {
                    answers.forEach(rows::answer);
                    return rows.write(transaction).map(rows::answered);
                }));
    }

    @Override
    public Future<List<Ended>> expire(int most) {
        return pool.preparedQuery(EXPIRE)
                .execute(Tuple.of(
                        most,
                        CommandState.TIMED_OUT.text(),
                        (long) ReplyCode.EXPIRED.code(),
                        TOO_LATE,
                        PgEndNews.CHANNEL))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Ended(new CommandId(row.getUUID("command_id")), kind(row), state(row)))
                        .toList());
    }

    @Override
    public Future<Integer> forget(Duration age, int most) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of((double) age.toSeconds(), most))
                .map(rows -> rows.iterator().next().getInteger("removed"));
    }

    static CommandKind kind(Row row) {
        return Stored.known(
                "action", String.valueOf(row.getInteger("action")), text -> CommandKind.of(Integer.parseInt(text)));
    }

    static CommandState state(Row row) {
        return Stored.known("state", row.getString("state"), CommandState::parse);
    }

    private static Command read(Row row) {
        Long code = row.getLong("code");
        Integer bytes = row.getInteger("response_bytes");
        return new Command(
                new CommandId(row.getUUID("command_id")),
                row.getLong("number"),
                new DeviceId(row.getString("device_id")),
                kind(row),
                row.getString("cmd"),
                row.getString("user_id"),
                row.getString("mid"),
                state(row),
                code == null
                        ? null
                        : new Command.Outcome(
                                code,
                                row.getString("msg"),
                                row.getOffsetDateTime("ended_at").toInstant()),
                bytes == null ? null : new Command.Answer(row.getString("response"), bytes, row.getBoolean("late")),
                row.getString("drop_user"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("deadline").toInstant());
    }
}
