package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.app.App;
import io.deligate.registryservice.app.AppChange;
import io.deligate.registryservice.app.AppStatus;
import io.deligate.registryservice.app.Apps;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cloud apps in PostgreSQL. */
public final class PgApps implements Apps {
    private static final String COLUMNS = "service_id, name, icon, products, status, revision, created_at, updated_at";
    private static final String NEW_ID = "SELECT nextval('app_ids') AS id";
    private static final String KNOWN = "SELECT model FROM products WHERE model = ANY($1)";
    private static final String ADD = "INSERT INTO apps (" + COLUMNS + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    private static final String FIND = "SELECT " + COLUMNS + " FROM apps WHERE service_id = $1";
    private static final String HOLD = FIND + " FOR UPDATE";
    private static final String SHARE = FIND + " FOR SHARE";
    private static final String CHANGE = """
            UPDATE apps SET name = $2, icon = $3, products = $4, status = $5, revision = $6, created_at = $7, updated_at = $8
            WHERE service_id = $1""";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM apps WHERE service_id > $1 ORDER BY service_id LIMIT $2";

    private final Pool pool;
    private final Transactions transactions;

    public PgApps(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<AppId> newId() {
        return pool.preparedQuery(NEW_ID)
                .execute()
                .map(rows -> new AppId(rows.iterator().next().getLong("id")));
    }

    @Override
    public Future<Set<ProductModel>> known(List<ProductModel> models) {
        Tuple values = Tuple.tuple();
        values.addArrayOfString(texts(models));
        return pool.preparedQuery(KNOWN)
                .execute(values)
                .map(rows -> rows.stream()
                        .map(row -> new ProductModel(row.getString("model")))
                        .collect(Collectors.toSet()));
    }

    @Override
    public Future<Void> add(App app, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction.query(ADD, row(app)).map(done -> {
                    transaction.audit(new AuditEntry("createApp", "app:" + app.id(), written(app)));
                    transaction.changed(app.id());
                    return null;
                }));
    }

    @Override
    public Future<Optional<App>> change(AppId id, AppChange change, Precondition precondition, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction.query(HOLD, Tuple.of(id.value())).compose(rows -> {
                    Optional<App> before = rows.stream().map(PgApps::read).findFirst();
                    if (before.isEmpty()) {
                        return Future.succeededFuture(before);
                    }
                    precondition.check(before.get().revision());
                    return change(transaction, before.get(), change.appliedTo(before.get(), transaction.now()))
                            .map(Optional::of);
                }));
    }

    private static Future<App> change(Transaction transaction, App before, App after) {
        if (after.equals(before)) {
            return Future.succeededFuture(before);
        }
        return transaction.query(CHANGE, row(after)).map(done -> {
            JsonObject detail = new JsonObject().put("before", written(before)).put("after", written(after));
            transaction.audit(new AuditEntry("updateApp", "app:" + after.id(), detail));
            transaction.changed(after.id());
            return after;
        });
    }

    @Override
    public Future<Optional<App>> find(AppId id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgApps::read).findFirst());
    }

    /** The app within a change, which it stays as it is for. */
    static Future<Optional<App>> share(Transaction transaction, AppId id) {
        return transaction
                .query(SHARE, Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgApps::read).findFirst());
    }

    @Override
    public Future<Page<App>> list(PageRequest page) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(Numbers.after(page), page.rows()))
                .map(rows -> Page.of(
                        rows.stream().map(PgApps::read).toList(),
                        page,
                        app -> app.id().toString()));
    }

    private static Tuple row(App app) {
        Tuple row = Tuple.of(app.id().value(), app.name(), app.icon());
        row.addArrayOfString(texts(app.products()));
        row.addString(app.status().text());
        row.addLong(app.revision());
        row.addOffsetDateTime(Times.write(app.createdAt()));
        return row.addOffsetDateTime(Times.write(app.updatedAt()));
    }

    private static String[] texts(List<ProductModel> models) {
        return models.stream().map(ProductModel::value).toArray(String[]::new);
    }

    private static JsonObject written(App app) {
        return new JsonObject()
                .put("name", app.name())
                .put("icon", app.icon())
                .put("products", new JsonArray(List.of(texts(app.products()))))
                .put("status", app.status().text());
    }

    private static App read(Row row) {
        return new App(
                new AppId(row.getLong("service_id")),
                row.getString("name"),
                row.getString("icon"),
                Stream.of(row.getArrayOfStrings("products"))
                        .map(ProductModel::new)
                        .toList(),
                Stored.known("status", row.getString("status"), AppStatus::parse),
                row.getLong("revision"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
