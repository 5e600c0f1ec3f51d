package io.deligate.otaservice.store;

import io.deligate.otaservice.rollout.Counts;
import io.deligate.otaservice.rollout.PlanReader;
import io.deligate.otaservice.rollout.StoredRollout;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of rollouts and what they mean. */
final class RolloutRows {
    static final String SELECT = "SELECT r.rollout_id, r.seed, r.plan, r.state, r.state_reason, r.anchor, r.since, "
            + "r.revision, r.offered, r.soaking, r.succeeded, r.failed, r.stuck, r.created_at, " + PgFirmwares.COLUMNS
            + " FROM rollouts r JOIN firmware f ON f.firmware_id = r.firmware_id ";
    static final String DRAFT = "draft";

    private RolloutRows() {}

    static StoredRollout read(Row row) {
        return new StoredRollout(
                row.getString("rollout_id"),
                PgFirmwares.read(row),
                row.getString("seed"),
                PlanReader.read((JsonObject) row.getValue("plan")),
                state(row),
                aborted(row),
                row.getString("state_reason"),
                row.getOffsetDateTime("since").toInstant(),
                row.getLong("revision"),
                new Counts(
                        row.getLong("offered"),
                        row.getLong("soaking"),
                        row.getLong("succeeded"),
                        row.getLong("failed"),
                        row.getLong("stuck")),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static @Nullable RolloutState state(Row row) {
        Instant anchor = Times.readOrNull(row.getOffsetDateTime("anchor"));
        return switch (row.getString("state")) {
            case "running" -> new RolloutState.Running(Objects.requireNonNull(anchor));
            case "paused" ->
                new RolloutState.Paused(
                        Objects.requireNonNull(anchor),
                        row.getOffsetDateTime("since").toInstant());
            case "aborted" -> new RolloutState.Aborted();
            case "completed" -> new RolloutState.Completed(Objects.requireNonNull(anchor));
            case DRAFT -> null;
            default -> throw new IllegalStateException("state: " + row.getString("state") + " (expected: a known one)");
        };
    }

    /** The state's word. */
    static String name(RolloutState state) {
        return state.match(new RolloutState.Cases<>() {
            @Override
            public String running(RolloutState.Running running) {
                return "running";
            }

            @Override
            public String paused(RolloutState.Paused paused) {
                return "paused";
            }

            @Override
            public String aborted(RolloutState.Aborted aborted) {
                return "aborted";
            }

            @Override
            public String completed(RolloutState.Completed completed) {
                return "completed";
            }
        });
    }

    /** How an aborted one stood when it was aborted; null when it is not, or nobody wrote that down. */
    private static RolloutState.@Nullable Paused aborted(Row row) {
        Instant anchor = Times.readOrNull(row.getOffsetDateTime("anchor"));
        return anchor != null && row.getString("state").equals("aborted")
                ? new RolloutState.Paused(anchor, row.getOffsetDateTime("since").toInstant())
                : null;
    }

    /** When the schedule began, for the row of the next state: an abort keeps how far it had come. */
    static @Nullable Instant anchor(RolloutState next, @Nullable RolloutState before, Instant now) {
        if (next instanceof RolloutState.Aborted) {
            RolloutState moved = before instanceof RolloutState.Paused paused ? paused.resume(now) : before;
            return moved == null ? null : anchor(moved);
        }
        return anchor(next);
    }

    private static @Nullable Instant anchor(RolloutState state) {
        if (state instanceof RolloutState.Running running) {
            return running.anchor();
        }
        if (state instanceof RolloutState.Paused paused) {
            return paused.anchor();
        }
        return state instanceof RolloutState.Completed completed ? completed.anchor() : null;
    }
}
