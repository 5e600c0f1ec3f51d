package io.deligate.otaservice.store;

import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.firmware.FileLinks;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.otaservice.rollout.Counts;
import io.deligate.otaservice.rollout.Move;
import io.deligate.otaservice.rollout.RolloutPlan;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.otaservice.rollout.StoredRollout;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rollouts in PostgreSQL. */
public final class PgRollouts implements Rollouts {
    private static final String DRAFT = """
            INSERT INTO rollouts (rollout_id, firmware_id, product, seed, plan, state, since, created_at)
            VALUES ($1, $2, $3, $4, $5, 'draft', $6, $6)""";
    private static final String FIND = RolloutRows.SELECT + "WHERE r.rollout_id = $1";
    private static final String LIST = RolloutRows.SELECT + """
            WHERE ($1::text IS NULL OR r.product = $1) AND r.rollout_id COLLATE "C" > $2
            ORDER BY r.rollout_id COLLATE "C" LIMIT $3""";
    private static final String RUNNING = RolloutRows.SELECT + "WHERE r.state = 'running'";

    private static final String LIVE = RolloutRows.SELECT
            + "WHERE r.state IN ('running', 'paused')"
            + " OR (r.state IN ('completed', 'aborted') AND r.since > now() - interval '7 days')";

    /** Before the rollout, whose row is read behind it: changes of one model stand in a row. */
    private static final String HOLD = """
            UPDATE models SET revision = revision + 1
            WHERE product = (SELECT product FROM rollouts WHERE rollout_id = $1)""";

    private static final String MOVE = """
            UPDATE rollouts SET state = $2, anchor = $3, since = $4, state_reason = $5, revision = revision + 1
            WHERE rollout_id = $1""";
    private static final String HISTORY = """
            SELECT at, actor_name, action, detail FROM registry.published_audit
            WHERE target = $1 ORDER BY audit_id DESC LIMIT 100""";
    private static final String MODEL = "SELECT type, revision FROM models WHERE product = $1";
    private static final String VERSIONS = """
            SELECT version, release_seq FROM firmware WHERE product = $1 ORDER BY release_seq DESC LIMIT 500""";

    /** Who has been aborted is told too, so that the reason can be. */
    private static final String STARTED = RolloutRows.SELECT
            + "WHERE r.product = $1 AND r.state <> 'draft' ORDER BY f.release_seq DESC, r.created_at DESC LIMIT 50";

    private static final String DUE = """
            SELECT m.product FROM models m
            WHERE m.revision > m.published OR m.published_at < $1
               OR (m.published_at < $2 AND EXISTS (
                   SELECT 1 FROM rollouts r WHERE r.product = m.product AND r.state = 'running'))""";
    private static final String PUBLISHED = """
            UPDATE models SET published = greatest(published, $2), published_at = $3 WHERE product = $1""";

    private final Pool pool;
    private final FileLinks links;
    private final Clock clock;

    public PgRollouts(Pool pool, FileLinks links, Clock clock) {
        this.pool = pool;
        this.links = links;
        this.clock = clock;
    }

    @Override
    public Future<StoredRollout> draft(Firmware firmware, String seed, RolloutPlan plan, Caller caller) {
        String id = "r-" + UUID.randomUUID();
        Instant now = now();
        Tuple row = Tuple.of(id, firmware.id(), firmware.product().value(), seed, plan.asked(), Times.write(now));
        return pool.withTransaction(connection -> connection
                        .preparedQuery(DRAFT)
                        .execute(row)
                        .compose(done -> Audit.add(connection, caller, now, "draftRollout", target(id), plan.asked())))
                .map(done -> new StoredRollout(id, firmware, seed, plan, null, null, "", now, 1, Counts.NONE, now));
    }

    @Override
    public Future<Optional<StoredRollout>> find(String id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.stream().map(RolloutRows::read).findFirst());
    }

    @Override
    public Future<List<StoredRollout>> list(@Nullable ProductModel product, String after, int rows) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(product == null ? null : product.value(), after, rows))
                .map(found -> found.stream().map(RolloutRows::read).toList());
    }

    @Override
    public Future<List<StoredRollout>> running() {
        return pool.preparedQuery(RUNNING)
                .execute()
                .map(rows -> rows.stream().map(RolloutRows::read).toList());
    }

    @Override
    public Future<Optional<StoredRollout>> move(String id, Move move, String reason, Caller caller) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(id))
                .compose(held -> connection.preparedQuery(FIND).execute(Tuple.of(id)))
                .map(rows -> rows.stream().map(RolloutRows::read).findFirst())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<StoredRollout>empty())
                        : move(connection, found.get(), move, reason, caller)));
    }

    private Future<Optional<StoredRollout>> move(
            SqlConnection connection, StoredRollout rollout, Move move, String reason, Caller caller) {
        Instant now = now();
        RolloutState next = move.from(rollout.state(), rollout.plan(), now);
        Tuple row = Tuple.of(
                rollout.id(),
                RolloutRows.name(next),
                Times.writeOrNull(RolloutRows.anchor(next, rollout.state(), now)),
                Times.write(now),
                reason);
        return connection
                .preparedQuery(MOVE)
                .execute(row)
                .compose(done -> Audit.add(
                        connection,
                        caller,
                        now,
                        move.name().toLowerCase(Locale.ROOT) + "Rollout",
                        target(rollout.id()),
                        new JsonObject().put("reason", reason)))
                .compose(done -> connection.preparedQuery(FIND).execute(Tuple.of(rollout.id())))
                .map(rows -> rows.stream().map(RolloutRows::read).findFirst());
    }

    @Override
    public Future<List<StoredRollout>> live() {
        return pool.preparedQuery(LIVE)
                .execute()
                .map(rows -> rows.stream().map(RolloutRows::read).toList());
    }

    @Override
    public Future<List<JsonObject>> history(String id) {
        return pool.preparedQuery(HISTORY)
                .execute(Tuple.of(target(id)))
                .map(rows -> rows.stream()
                        .map(row -> new JsonObject()
                                .put(
                                        "at",
                                        row.getOffsetDateTime("at").toInstant().toString())
                                .put("actor", row.getString("actor_name"))
                                .put("action", row.getString("action"))
                                .put("detail", row.getValue("detail")))
                        .toList());
    }

    @Override
    public Future<Optional<ModelReleases>> releases(ProductModel product, Instant validUntil) {
        Tuple key = Tuple.of(product.value());
        return pool.preparedQuery(MODEL).execute(key).compose(models -> {
            if (models.size() == 0) {
                return Future.succeededFuture(Optional.empty());
            }
            Row model = models.iterator().next();
            return pool.preparedQuery(VERSIONS).execute(key).compose(firmware -> {
                Map<String, Long> versions = new HashMap<>();
                firmware.forEach(row -> versions.put(row.getString("version"), row.getLong("release_seq")));
                return pool.preparedQuery(STARTED)
                        .execute(key)
                        .map(rows -> Optional.of(new ModelReleases(
                                new ProductType(model.getString("type")),
                                product,
                                model.getLong("revision"),
                                validUntil.truncatedTo(ChronoUnit.MILLIS),
                                versions,
                                started(rows))));
            });
        });
    }

    private List<Rollout> started(Iterable<Row> rows) {
        List<Rollout> started = new ArrayList<>();
        for (Row row : rows) {
            StoredRollout rollout = RolloutRows.read(row);
            RolloutState state = rollout.state();
            if (state != null) {
                started.add(rollout.toRollout(links, state));
            }
        }
        return started;
    }

    @Override
    public Future<List<ProductModel>> due(Instant now, Duration whileRunning, Duration otherwise) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(Times.write(now.minus(otherwise)), Times.write(now.minus(whileRunning))))
                .map(rows -> rows.stream()
                        .map(row -> new ProductModel(row.getString("product")))
                        .toList());
    }

    @Override
    public Future<Void> published(ProductModel product, long revision, Instant at) {
        return pool.preparedQuery(PUBLISHED)
                .execute(Tuple.of(product.value(), revision, Times.write(at)))
                .mapEmpty();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String target(String id) {
        return "rollout:" + id;
    }
}
