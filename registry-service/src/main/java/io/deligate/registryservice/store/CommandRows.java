package io.deligate.registryservice.store;

import io.deligate.registryservice.command.CommandId;
import io.deligate.registryservice.command.CommandKind;
import io.deligate.registryservice.command.CommandState;
import io.deligate.registryservice.command.Commands;
import io.deligate.registryservice.command.DeviceAnswer;
import io.deligate.registryservice.command.Report;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of some commands, locked in the order of their ids and moved on together. */
final class CommandRows {
    private static final String COLUMNS = "c.command_id, c.device_id, c.action, c.mid, c.state, c.code, c.msg,"
            + " c.response_bytes IS NOT NULL AS answered";
    private static final String LOCK =
            "SELECT " + COLUMNS + " FROM commands c WHERE c.command_id = ANY($1) ORDER BY c.command_id FOR UPDATE OF c";
    private static final String MATCH = "SELECT " + COLUMNS + """
             FROM commands c WHERE (c.device_id, c.action, c.mid) IN (
                SELECT device_id, action, mid FROM unnest($1::text[], $2::integer[], $3::text[])
                     AS a (device_id, action, mid))
            ORDER BY c.command_id FOR UPDATE OF c""";
    private static final String WRITE = """
            WITH moved AS (
                UPDATE commands c SET
                    state = m.state,
                    code = m.code,
                    msg = m.msg,
                    ended_at = COALESCE(c.ended_at, CASE WHEN m.code IS NULL THEN NULL ELSE now() END),
                    response = COALESCE(c.response, m.response),
                    response_bytes = COALESCE(c.response_bytes, m.response_bytes),
                    late = c.late OR m.late
                FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::integer[], $7::boolean[])
                     AS m (command_id, state, code, msg, response, response_bytes, late)
                WHERE c.command_id = m.command_id
                RETURNING c.command_id)
            SELECT pg_notify($8, command_id::text) FROM moved WHERE command_id = ANY($9)""";

    private final Map<CommandId, Line> byId = new LinkedHashMap<>();
    private final Map<Match, Line> byMatch = new HashMap<>();
    private int late;
    private int repeated;
    private int unmatched;

    private CommandRows() {}

    private record Match(String device, CommandKind kind, String mid) {}

    /** One row as it is now. */
    private static final class Line {
        private final CommandId id;
        private final CommandKind kind;
        private final CommandState before;
        private CommandState state;
        private @Nullable Long code;
        private @Nullable String msg;
        private boolean answered;
        private @Nullable DeviceAnswer answer;
        private boolean late;

        Line(Row row) {
            this.id = new CommandId(row.getUUID("command_id"));
            this.kind = PgCommands.kind(row);
            this.before = PgCommands.state(row);
            this.state = before;
            this.code = row.getLong("code");
            this.msg = row.getString("msg");
            this.answered = row.getBoolean("answered");
        }

        void move(CommandState next, long nextCode, String nextMsg) {
            if (next != state && next.isEnd()) {
                code = nextCode;
                msg = nextMsg;
            }
            state = next;
        }

        boolean hasChanged() {
            return state != before || answer != null;
        }

        boolean hasEnded() {
            return state != before && state.isEnd();
        }
    }

    /** Succeeds with the rows that the reports are about. */
    static Future<CommandRows> locked(Transaction transaction, List<Report> reports) {
        Tuple ids = Tuple.tuple();
        ids.addArrayOfUUID(reports.stream()
                .map(report -> report.command().value())
                .distinct()
                .toArray(UUID[]::new));
        return transaction.query(LOCK, ids).map(CommandRows::of);
    }

    /** Succeeds with the rows that the answers fit. */
    static Future<CommandRows> matched(Transaction transaction, List<DeviceAnswer> answers) {
        Tuple keys = Tuple.tuple();
        keys.addArrayOfString(
                answers.stream().map(answer -> answer.device().value()).toArray(String[]::new));
        keys.addArrayOfInteger(
                answers.stream().map(answer -> answer.kind().action().code()).toArray(Integer[]::new));
        keys.addArrayOfString(answers.stream().map(DeviceAnswer::mid).toArray(String[]::new));
        return transaction.query(MATCH, keys).map(CommandRows::of);
    }

    private static CommandRows of(Iterable<Row> rows) {
        CommandRows found = new CommandRows();
        for (Row row : rows) {
            Line line = new Line(row);
            found.byId.put(line.id, line);
            found.byMatch.put(new Match(row.getString("device_id"), line.kind, row.getString("mid")), line);
        }
        return found;
    }

    void report(Report report) {
        Line line = byId.get(report.command());
        if (line != null) {
            line.move(line.state.after(line.kind.read(report.signal())), report.code(), report.msg());
        }
    }

    void answer(DeviceAnswer answer) {
        Line line = byMatch.get(new Match(answer.device().value(), answer.kind(), answer.mid()));
        if (line == null) {
            unmatched++;
        } else if (line.answered) {
            repeated++;
        } else {
            line.answered = true;
            line.answer = answer;
            line.late = line.state.isEnd();
            late += line.late ? 1 : 0;
            line.move(line.state.after(answer.signal()), answer.code(), answer.msg());
        }
    }

    /** Succeeds with the commands that have come to their end, once what changed is written and the waiters are told. */
    Future<List<Commands.Ended>> write(Transaction transaction) {
        List<Line> changed = byId.values().stream().filter(Line::hasChanged).toList();
        if (changed.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<Line> ended = changed.stream().filter(Line::hasEnded).toList();
        Tuple columns = Tuple.tuple();
        columns.addArrayOfUUID(changed.stream().map(line -> line.id.value()).toArray(UUID[]::new));
        columns.addArrayOfString(changed.stream().map(line -> line.state.text()).toArray(String[]::new));
        columns.addArrayOfLong(changed.stream().map(line -> line.code).toArray(Long[]::new));
        columns.addArrayOfString(changed.stream().map(line -> line.msg).toArray(String[]::new));
        columns.addArrayOfString(answers(changed, DeviceAnswer::data).toArray(String[]::new));
        columns.addArrayOfInteger(answers(changed, DeviceAnswer::bytes).toArray(Integer[]::new));
        columns.addArrayOfBoolean(changed.stream().map(line -> line.late).toArray(Boolean[]::new));
        columns.addString(PgEndNews.CHANNEL);
        columns.addArrayOfUUID(ended.stream().map(line -> line.id.value()).toArray(UUID[]::new));
        return transaction
                .query(WRITE, columns)
                .map(written -> ended.stream()
                        .map(line -> new Commands.Ended(line.id, line.kind, line.state))
                        .toList());
    }

    private static <T> List<@Nullable T> answers(List<Line> lines, Function<DeviceAnswer, @Nullable T> part) {
        List<@Nullable T> parts = new ArrayList<>();
        lines.forEach(line -> parts.add(line.answer == null ? null : part.apply(line.answer)));
        return parts;
    }

    Commands.Answered answered(List<Commands.Ended> ended) {
        return new Commands.Answered(ended, late, repeated, unmatched);
    }
}
