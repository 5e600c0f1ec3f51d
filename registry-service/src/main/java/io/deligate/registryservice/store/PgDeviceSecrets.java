package io.deligate.registryservice.store;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.change.SessionClosing;
import io.deligate.registryservice.credential.DeviceSecret;
import io.deligate.registryservice.credential.DeviceSecrets;
import io.deligate.registryservice.credential.NewSecret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Devices' own pairs in PostgreSQL; whoever changes them holds the device's row. */
public final class PgDeviceSecrets implements DeviceSecrets {
    private static final String PRODUCT = "SELECT model FROM products WHERE model = $1 FOR SHARE";
    private static final String REGISTER = """
            INSERT INTO devices (device_id, product, registered_at, updated_at) VALUES ($1, $2, $3, $3)
            ON CONFLICT (device_id) DO NOTHING""";
    private static final String HOLD = "SELECT device_id FROM devices WHERE device_id = $1 FOR UPDATE";
    private static final String COUNT =
            "SELECT count(*)::int AS live FROM device_secrets WHERE device_id = $1 AND (not_after IS NULL OR not_after > $2)";
    private static final String LIMIT_OLDER = """
            UPDATE device_secrets SET not_after = $2
            WHERE device_id = $1 AND (not_after IS NULL OR not_after > $2)""";
    private static final String FORGET = "DELETE FROM device_secrets WHERE device_id = $1 AND not_after < $2";
    private static final String ADD = """
            INSERT INTO device_secrets (device_id, secret_id, username, hash, not_before, not_after, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""";
    private static final String LIST = """
            SELECT s.secret_id, s.username, s.not_before, s.not_after, s.created_at
            FROM devices d LEFT JOIN device_secrets s ON s.device_id = d.device_id
            WHERE d.device_id = $1 ORDER BY s.created_at DESC, s.secret_id""";
    private static final String END = """
            UPDATE device_secrets SET not_after = LEAST(COALESCE(not_after, $3), $3)
            WHERE device_id = $1 AND secret_id = $2""";

    /** An ended pair is forgotten when a newer one comes this long after its end. */
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private final Pool pool;
    private final Transactions transactions;

    public PgDeviceSecrets(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<Outcome> register(ProductModel product, NewSecret first, Actor actor) {
        DeviceId device = first.device();
        return transactions.run(
                actor,
                transaction -> transaction
                        .query(PRODUCT, Tuple.of(product.value()))
                        .compose(found -> {
                            if (found.size() == 0) {
                                return Future.succeededFuture(Outcome.NO_PRODUCT);
                            }
                            Tuple row = Tuple.of(device.value(), product.value(), Times.write(transaction.now()));
                            return transaction.query(REGISTER, row).compose(done -> {
                                if (done.rowCount() == 0) {
                                    return Future.succeededFuture(Outcome.EXISTS);
                                }
                                JsonObject detail = new JsonObject().put("product", product.value());
                                transaction.audit(new AuditEntry("createDevice", "device:" + device, detail));
                                transaction.event(
                                        DeviceEvent.Kind.REGISTERED,
                                        device,
                                        detail.copy().put("by", "operator"));
                                transaction.changed(device);
                                return insert(first, transaction).map(Outcome.DONE);
                            });
                        }));
    }

    @Override
    public Future<Outcome> add(NewSecret secret, Duration overlap, Actor actor) {
        String device = secret.device().value();
        return transactions.run(actor, transaction -> {
            Instant begins = transaction.now().isAfter(secret.notBefore()) ? transaction.now() : secret.notBefore();
            Tuple olderEnd = Tuple.of(device, Times.write(begins.plus(overlap)));
            Tuple forgotten = Tuple.of(device, Times.write(transaction.now().minus(REMEMBERED)));
            return transaction.query(HOLD, Tuple.of(device)).compose(held -> {
                if (held.size() == 0) {
                    return Future.succeededFuture(Outcome.NO_DEVICE);
                }
                return live(device, transaction).compose(live -> {
                    if (live >= MOST && !overlap.isZero()) {
                        return Future.succeededFuture(Outcome.TOO_MANY);
                    }
                    changed(secret.device(), "addCredentials", secret.id(), transaction);
                    return transaction
                            .query(LIMIT_OLDER, olderEnd)
                            .compose(limited -> transaction.query(FORGET, forgotten))
                            .compose(cleaned -> insert(secret, transaction))
                            .map(Outcome.DONE);
                });
            });
        });
    }

    private static Future<Integer> live(String device, Transaction transaction) {
        return transaction
                .query(COUNT, Tuple.of(device, Times.write(transaction.now())))
                .map(rows -> rows.iterator().next().getInteger("live"));
    }

    private static Future<Void> insert(NewSecret secret, Transaction transaction) {
        return transaction
                .query(
                        ADD,
                        Tuple.of(
                                secret.device().value(),
                                secret.id(),
                                secret.username(),
                                Buffer.buffer(secret.hash()),
                                Times.write(secret.notBefore()),
                                Times.writeOrNull(secret.notAfter()),
                                Times.write(transaction.now())))
                .mapEmpty();
    }

    @Override
    public Future<Optional<List<DeviceSecret>>> list(DeviceId device) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(device.value()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.stream()
                                .filter(row -> row.getString("secret_id") != null)
                                .map(PgDeviceSecrets::read)
                                .toList()));
    }

    @Override
    public Future<Boolean> end(DeviceId device, String secretId, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction
                        .query(HOLD, Tuple.of(device.value()))
                        .compose(held -> transaction.query(
                                END, Tuple.of(device.value(), secretId, Times.write(transaction.now()))))
                        .map(ended -> {
                            if (ended.rowCount() == 0) {
                                return false;
                            }
                            changed(device, "endCredentials", secretId, transaction);
                            // Which pair opened the session is not known; with another one that is valid the device
                            // comes back.
                            transaction.send(SessionClosing.CREDENTIALS_REVOKED.of(device));
                            return true;
                        }));
    }

    private static void changed(DeviceId device, String action, String secretId, Transaction transaction) {
        JsonObject detail = new JsonObject().put("secret_id", secretId);
        transaction.audit(new AuditEntry(action, "device:" + device, detail));
        transaction.event(DeviceEvent.Kind.CREDENTIALS_CHANGED, device, detail);
        transaction.changed(device);
    }

    private static DeviceSecret read(Row row) {
        return new DeviceSecret(
                row.getString("secret_id"),
                row.getString("username"),
                row.getOffsetDateTime("not_before").toInstant(),
                Times.readOrNull(row.getOffsetDateTime("not_after")),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
