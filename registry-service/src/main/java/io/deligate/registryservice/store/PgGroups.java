package io.deligate.registryservice.store;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.group.Group;
import io.deligate.registryservice.group.Groups;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Organisations in PostgreSQL. */
public final class PgGroups implements Groups {
    private static final String COLUMNS = "group_id, name, created_at";
    private static final String ADD = "INSERT INTO groups (name, created_at) VALUES ($1, $2) RETURNING " + COLUMNS;
    private static final String FIND = "SELECT " + COLUMNS + " FROM groups WHERE group_id = $1";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM groups WHERE group_id > $1 ORDER BY group_id LIMIT $2";

    private final Pool pool;
    private final Transactions transactions;

    public PgGroups(Pool pool, Transactions transactions) {
        this.pool = pool;
        this.transactions = transactions;
    }

    @Override
    public Future<Group> add(String name, Actor actor) {
        return transactions.run(
                actor,
                transaction -> transaction
                        .query(ADD, Tuple.of(name, Times.write(transaction.now())))
                        .map(rows -> {
                            Group group = read(rows.iterator().next());
                            transaction.audit(new AuditEntry(
                                    "createGroup", "group:" + group.id(), new JsonObject().put("name", name)));
                            return group;
                        }));
    }

    @Override
    public Future<Optional<Group>> find(GroupId id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgGroups::read).findFirst());
    }

    /** As the other {@code find}, within a change. */
    static Future<Optional<Group>> find(Transaction transaction, GroupId id) {
        return transaction
                .query(FIND, Tuple.of(id.value()))
                .map(rows -> rows.stream().map(PgGroups::read).findFirst());
    }

    @Override
    public Future<Page<Group>> list(PageRequest page) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(Numbers.after(page), page.rows()))
                .map(rows -> Page.of(
                        rows.stream().map(PgGroups::read).toList(),
                        page,
                        group -> group.id().toString()));
    }

    private static Group read(Row row) {
        return new Group(
                new GroupId(row.getLong("group_id")),
                row.getString("name"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
