package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryservice.importing.ImportPlan;
import io.deligate.registryservice.importing.Imports;
import io.deligate.registryservice.importing.KnownFleet;
import io.deligate.registryservice.importing.Line;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobLost;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryview.AuthScheme;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Imports in PostgreSQL: one statement for each table, however many lines. */
public final class PgImports implements Imports {
    private static final String COUNTED =
            "UPDATE jobs SET total = $3, heartbeat = now() WHERE job_id = $1 AND owner = $2 AND state = 'running'";
    private static final String PRODUCTS = "SELECT model, auth FROM products WHERE model = ANY($1)";
    private static final String DEVICES = """
            SELECT d.device_id, d.product, d.name, s.secret_id, s.username, s.hash, s.not_before, s.not_after
            FROM devices d
            LEFT JOIN device_secrets s ON s.device_id = d.device_id AND (s.not_after IS NULL OR s.not_after > $2)
            WHERE d.device_id = ANY($1)""";
    private static final String EARLIER = """
            SELECT device_id, min(line) AS line FROM job_results
            WHERE job_id = $1 AND device_id = ANY($2) GROUP BY device_id""";
    private static final String REGISTER = """
            INSERT INTO devices (device_id, product, name, registered_at, updated_at)
            SELECT device_id, product, name, $4, $4
            FROM unnest($1::text[], $2::text[], $3::text[]) AS n (device_id, product, name)
            ON CONFLICT (device_id) DO NOTHING""";
    private static final String ADD_SECRETS = """
            INSERT INTO device_secrets (device_id, secret_id, username, hash, not_before, created_at)
            SELECT device_id, secret_id, username, hash, $5, $5
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS n (device_id, secret_id, username, hash)""";
    private static final String KEEP_GENERATED = """
            INSERT INTO job_credentials (job_id, line, device_id, username, sealed)
            SELECT $1, line, device_id, username, sealed
            FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bytea[]) AS n (line, device_id, username, sealed)""";
    private static final String RESULTS = """
            INSERT INTO job_results (job_id, rank, line, device_id, outcome, detail)
            SELECT $1, rank, line, device_id, outcome, detail
            FROM unnest($2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
                 AS n (rank, line, device_id, outcome, detail)""";
    private static final String MOVE_ON = """
            UPDATE jobs SET done = done + $4, failed = failed + $5, heartbeat = now(), attempts = 0
            WHERE job_id = $1 AND owner = $2 AND state = 'running' AND done = $3""";
    private static final String FINISH = """
            WITH finished AS (
                UPDATE jobs SET finished_at = now(),
                    state = CASE WHEN failed > 0 THEN 'completed_with_errors' ELSE 'completed' END
                WHERE job_id = $1 AND owner = $2 AND state = 'running' RETURNING job_id),
            forgotten AS (DELETE FROM job_chunks USING finished WHERE job_chunks.job_id = finished.job_id)
            SELECT job_id FROM finished""";
    private static final int MOST_RACES = 5;

    private final Transactions transactions;
    private final Sealer sealer;

    public PgImports(Transactions transactions, Sealer sealer) {
        this.transactions = transactions;
        this.sealer = sealer;
    }

    /** Somebody registered one of the devices between the look and the insert. */
    private static final class Raced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Raced() {
            super("a device was registered meanwhile", null, false, false);
        }
    }

    @Override
    public Future<Void> counted(Job job, String owner, long total) {
        return transactions.run(
                Actor.PLATFORM,
                transaction -> transaction
                        .query(COUNTED, Tuple.of(job.id(), owner, total))
                        .compose(PgImports::ifOwned));
    }

    @Override
    public Future<Void> apply(
            Job job,
            String owner,
            long done,
            List<Line> lines,
            BiFunction<KnownFleet, Instant, Future<ImportPlan>> plan) {
        return attempt(
                1,
                () -> transactions.run(
                        Actor.PLATFORM,
                        transaction -> known(job, lines, transaction)
                                .compose(known -> plan.apply(known, transaction.now()))
                                .compose(made -> write(job, made, transaction)
                                        .compose(none -> transaction.query(
                                                MOVE_ON,
                                                Tuple.of(job.id(), owner, done, (long) lines.size(), made.failed())))
                                        .compose(PgImports::ifOwned))));
    }

    private static Future<Void> attempt(int number, Supplier<Future<Void>> step) {
        return step.get()
                .recover(failure -> failure instanceof Raced && number < MOST_RACES
                        ? attempt(number + 1, step)
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<Void> finish(Job job, String owner) {
        return transactions.run(
                Actor.PLATFORM,
                transaction ->
                        transaction.query(FINISH, Tuple.of(job.id(), owner)).compose(PgImports::ifOwned));
    }

    private static Future<Void> ifOwned(RowSet<Row> done) {
        return done.rowCount() == 1 ? Future.succeededFuture() : Future.failedFuture(new JobLost());
    }

    private static Future<KnownFleet> known(Job job, List<Line> lines, Transaction transaction) {
        String[] ids = lines.stream()
                .map(Line::deviceId)
                .filter(id -> DeviceId.parse(id).isPresent())
                .distinct()
                .toArray(String[]::new);
        String[] models = lines.stream()
                .map(line -> line instanceof Line.Fields fields ? fields.product() : null)
                .filter(model -> model != null && ProductModel.parse(model).isPresent())
                .distinct()
                .toArray(String[]::new);
        return transaction
                .query(PRODUCTS, Tuple.tuple().addArrayOfString(models))
                .compose(products -> transaction
                        .query(
                                DEVICES,
                                Tuple.tuple().addArrayOfString(ids).addOffsetDateTime(Times.write(transaction.now())))
                        .compose(devices -> transaction
                                .query(EARLIER, Tuple.of(job.id()).addArrayOfString(ids))
                                .map(earlier ->
                                        new KnownFleet(products(products), devices(devices), earlier(earlier)))));
    }

    private static Map<ProductModel, AuthScheme> products(RowSet<Row> rows) {
        Map<ProductModel, AuthScheme> products = new HashMap<>();
        rows.forEach(row -> products.put(
                new ProductModel(row.getString("model")),
                Stored.known("auth", row.getString("auth"), AuthScheme::parse)));
        return products;
    }

    private static Map<DeviceId, KnownFleet.Existing> devices(RowSet<Row> rows) {
        Map<DeviceId, KnownFleet.Existing> devices = new HashMap<>();
        rows.forEach(row -> {
            DeviceId id = new DeviceId(row.getString("device_id"));
            KnownFleet.Existing device = devices.computeIfAbsent(
                    id,
                    none -> new KnownFleet.Existing(
                            new ProductModel(row.getString("product")), row.getString("name"), new ArrayList<>()));
            if (row.getString("secret_id") != null) {
                device.secrets().add(secret(id, row));
            }
        });
        return devices;
    }

    private static NewSecret secret(DeviceId device, Row row) {
        return new NewSecret(
                device,
                row.getString("secret_id"),
                row.getString("username"),
                row.getBuffer("hash").getBytes(),
                row.getOffsetDateTime("not_before").toInstant(),
                Times.readOrNull(row.getOffsetDateTime("not_after")));
    }

    private static Map<String, Long> earlier(RowSet<Row> rows) {
        Map<String, Long> lines = new HashMap<>();
        rows.forEach(row -> lines.put(row.getString("device_id"), row.getLong("line")));
        return lines;
    }

    private Future<Void> write(Job job, ImportPlan plan, Transaction transaction) {
        OffsetDateTime now = Times.write(transaction.now());
        return register(plan, now, transaction)
                .compose(none -> plan.secrets().isEmpty()
                        ? Future.succeededFuture()
                        : transaction.query(ADD_SECRETS, secrets(plan.secrets(), now)))
                .compose(none -> plan.generated().isEmpty()
                        ? Future.succeededFuture()
                        : transaction.query(KEEP_GENERATED, generated(job, plan.generated())))
                .compose(none -> transaction.query(RESULTS, results(job, plan.results())))
                .mapEmpty();
    }

    /** In the order of the ids, so that two writers lock rows in the same order. */
    private static Future<Void> register(ImportPlan plan, OffsetDateTime now, Transaction transaction) {
        List<ImportPlan.NewDevice> devices = plan.devices().stream()
                .sorted(Comparator.comparing(device -> device.id().value()))
                .toList();
        if (devices.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfString(texts(devices, device -> device.id().value()))
                .addArrayOfString(texts(devices, device -> device.product().value()))
                .addArrayOfString(texts(devices, ImportPlan.NewDevice::name))
                .addOffsetDateTime(now);
        // Nobody is told to forget these devices: no cache remembers that there was none.
        devices.forEach(device -> transaction.event(
                DeviceEvent.Kind.REGISTERED,
                device.id(),
                new JsonObject().put("product", device.product().value()).put("by", "import")));
        return transaction
                .query(REGISTER, columns)
                .compose(done -> done.rowCount() == devices.size()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Raced()));
    }

    private static Tuple secrets(List<NewSecret> secrets, OffsetDateTime now) {
        return Tuple.tuple()
                .addArrayOfString(texts(secrets, secret -> secret.device().value()))
                .addArrayOfString(texts(secrets, NewSecret::id))
                .addArrayOfString(texts(secrets, NewSecret::username))
                .addArrayOfBuffer(secrets.stream()
                        .map(secret -> Buffer.buffer(secret.hash()))
                        .toArray(Buffer[]::new))
                .addOffsetDateTime(now);
    }

    private Tuple generated(Job job, List<ImportPlan.Generated> generated) {
        return Tuple.of(job.id())
                .addArrayOfLong(
                        generated.stream().map(ImportPlan.Generated::line).toArray(Long[]::new))
                .addArrayOfString(texts(generated, made -> made.device().value()))
                .addArrayOfString(texts(generated, made -> made.credentials().username()))
                .addArrayOfBuffer(generated.stream()
                        .map(made -> Buffer.buffer(sealer.seal(
                                made.credentials().password().reveal(),
                                PgGeneratedCredentials.owner(
                                        job.id(), made.device().value()))))
                        .toArray(Buffer[]::new));
    }

    private static Tuple results(Job job, List<JobResult> results) {
        return Tuple.of(job.id())
                .addArrayOfShort(results.stream()
                        .map(result -> (short) result.rank().ordinal())
                        .toArray(Short[]::new))
                .addArrayOfLong(results.stream().map(JobResult::line).toArray(Long[]::new))
                .addArrayOfString(texts(results, JobResult::deviceId))
                .addArrayOfString(texts(results, JobResult::outcome))
                .addArrayOfString(texts(results, JobResult::detail));
    }

    private static <T> String[] texts(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
