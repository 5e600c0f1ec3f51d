package io.deligate.otaservice.store;

import io.deligate.otaservice.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Writes down who changed what, in the change's own transaction and in the audit that the registry publishes. */
final class Audit {
    private static final String ADD = """
            INSERT INTO registry.published_audit (at, actor, actor_name, action, target, detail) VALUES ($1, $2, $3, $4, $5, $6)""";

    private Audit() {}

    static Future<Void> add(
            SqlClient transaction, Caller caller, Instant at, String action, String target, JsonObject detail) {
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(Times.write(at), caller.actor(), caller.name(), action, target, detail))
                .mapEmpty();
    }
}
