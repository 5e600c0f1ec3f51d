package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.SessionClosing;
import io.deligate.registryservice.outbox.ProductSessions;
import io.deligate.registryservice.product.Product;
import io.deligate.registryservice.product.ProductChange;
import io.deligate.registryservice.product.ProductStatus;
import io.deligate.registryservice.product.Products;
import io.deligate.registryservice.revision.Precondition;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryview.AuthScheme;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Products in PostgreSQL; their keys are sealed. */
public final class PgProducts implements Products {
    private static final String COLUMNS =
            "model, type, name, auth, self_unbind, actions, status, revision, created_at, updated_at";
    private static final String ADD = """
            WITH added AS (
                INSERT INTO products (model, type, name, auth, self_unbind, actions, status, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                ON CONFLICT (model) DO NOTHING
                RETURNING model)
            INSERT INTO product_keys (model, sealed, valid_from) SELECT model, $9, $8 FROM added""";
    private static final String FIND = "SELECT " + COLUMNS + " FROM products WHERE model = $1";
    private static final String HOLD = FIND + " FOR UPDATE";
    private static final String CHANGE = """
            UPDATE products
            SET name = $2, auth = $3, self_unbind = $4, actions = $5, status = $6, revision = $7, updated_at = $8
            WHERE model = $1""";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM products WHERE model COLLATE \"C\" > $1 ORDER BY model COLLATE \"C\" LIMIT $2";

    private final Pool pool;
    private final Transactions transactions;
    private final Sealer sealer;
    private final ProductSessions sessions;

    public PgProducts(Pool pool, Transactions transactions, Sealer sealer, ProductSessions sessions) {
        this.pool = pool;
        this.transactions = transactions;
        this.sealer = sealer;
        this.sessions = sessions;
    }

    @Override
    public Future<Boolean> add(Product product, Secret key, Actor actor) {
        Tuple row = Tuple.of(
                product.model().value(),
                product.type().value(),
                product.name(),
                product.auth().text(),
                product.selfUnbind());
        row.addArrayOfInteger(product.actions().toArray(Integer[]::new));
        row.addString(product.status().text());
        row.addOffsetDateTime(Times.write(product.createdAt()));
        row.addBuffer(Buffer.buffer(sealer.seal(key.reveal(), product.model().value())));
        return transactions.run(
                actor,
                transaction -> transaction.query(ADD, row).map(done -> {
                    boolean added = done.rowCount() == 1;
                    if (added) {
                        transaction.audit(new AuditEntry("createProduct", target(product.model()), written(product)));
                        transaction.changed(product.model());
                    }
                    return added;
                }));
    }

    @Override
    public Future<Optional<Product>> change(
            ProductModel model, ProductChange change, Precondition precondition, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction.query(HOLD, Tuple.of(model.value())).compose(rows -> {
                    Optional<Product> before =
                            rows.stream().map(PgProducts::read).findFirst();
                    if (before.isEmpty()) {
                        return Future.succeededFuture(before);
                    }
                    precondition.check(before.get().revision());
                    return change(transaction, before.get(), change.appliedTo(before.get(), transaction.now()))
                            .map(Optional::of);
                }));
    }

    private Future<Product> change(Transaction transaction, Product before, Product after) {
        if (after.equals(before)) {
            return Future.succeededFuture(before);
        }
        Tuple row = Tuple.of(after.model().value(), after.name(), after.auth().text(), after.selfUnbind());
        row.addArrayOfInteger(after.actions().toArray(Integer[]::new));
        row.addString(after.status().text());
        row.addLong(after.revision());
        row.addOffsetDateTime(Times.write(after.updatedAt()));
        return transaction.query(CHANGE, row).map(done -> {
            JsonObject detail = new JsonObject().put("before", written(before)).put("after", written(after));
            transaction.audit(new AuditEntry("updateProduct", target(after.model()), detail));
            transaction.changed(after.model());
            if (before.status() == ProductStatus.ENABLED && after.status() == ProductStatus.DISABLED) {
                sessions.closing(after.model(), SessionClosing.PRODUCT_DISABLED).forEach(transaction::send);
            }
            return after;
        });
    }

    private static String target(ProductModel model) {
        return "product:" + model;
    }

    /** What the audit tells of a product: nothing in it is secret. */
    private static JsonObject written(Product product) {
        return new JsonObject()
                .put("name", product.name())
                .put("auth", product.auth().text())
                .put("self_unbind", product.selfUnbind())
                .put("actions", new JsonArray(product.actions()))
                .put("status", product.status().text());
    }

    @Override
    public Future<Optional<Product>> find(ProductModel model) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(model.value()))
                .map(rows -> rows.stream().map(PgProducts::read).findFirst());
    }

    @Override
    public Future<Page<Product>> list(PageRequest page) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(page.after(), page.rows()))
                .map(rows -> Page.of(
                        rows.stream().map(PgProducts::read).toList(),
                        page,
                        product -> product.model().value()));
    }

    private static Product read(Row row) {
        return new Product(
                new ProductModel(row.getString("model")),
                new ProductType(row.getString("type")),
                row.getString("name"),
                Stored.known("auth", row.getString("auth"), AuthScheme::parse),
                row.getBoolean("self_unbind"),
                List.of(row.getArrayOfIntegers("actions")),
                Stored.known("status", row.getString("status"), ProductStatus::parse),
                row.getLong("revision"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
