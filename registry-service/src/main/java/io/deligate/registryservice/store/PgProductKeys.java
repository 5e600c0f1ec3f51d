package io.deligate.registryservice.store;

import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.product.StoredProductKeys;
import io.deligate.registryservice.product.TooManyKeys;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Product keys in PostgreSQL, sealed. */
public final class PgProductKeys implements StoredProductKeys {
    private static final String HOLD = """
            SELECT (SELECT count(*)::int FROM product_keys
                    WHERE model = p.model AND (valid_until IS NULL OR valid_until > $2)) AS valid
            FROM products p WHERE model = $1 FOR UPDATE""";
    private static final String LIMIT_OLDER =
            "UPDATE product_keys SET valid_until = $2 WHERE model = $1 AND (valid_until IS NULL OR valid_until > $2)";
    private static final String ADD = "INSERT INTO product_keys (model, sealed, valid_from) VALUES ($1, $2, $3)";

    private final Transactions transactions;
    private final Sealer sealer;

    public PgProductKeys(Transactions transactions, Sealer sealer) {
        this.transactions = transactions;
        this.sealer = sealer;
    }

    @Override
    public Future<Optional<Instant>> rotate(ProductModel model, Secret key, Duration overlap, Actor actor) {
        String name = model.value();
        Buffer sealed = Buffer.buffer(sealer.seal(key.reveal(), name));
        return transactions.run(actor, transaction -> {
            OffsetDateTime now = Times.write(transaction.now());
            Instant end = transaction.now().plus(overlap);
            return transaction.query(HOLD, Tuple.of(name, now)).compose(held -> {
                if (held.size() == 0) {
                    return Future.succeededFuture(Optional.empty());
                }
                if (held.iterator().next().getInteger("valid") >= MOST && !overlap.isZero()) {
                    return Future.failedFuture(new TooManyKeys());
                }
                transaction.audit(new AuditEntry(
                        "rotateProductKey", "product:" + name, new JsonObject().put("older_end", end.toString())));
                transaction.changed(model);
                return transaction
                        .query(LIMIT_OLDER, Tuple.of(name, Times.write(end)))
                        .compose(limited -> transaction.query(ADD, Tuple.of(name, sealed, now)))
                        .map(Optional.of(end));
            });
        });
    }
}
