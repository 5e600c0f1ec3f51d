package io.deligate.registryservice.api;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells a database that is away from a statement that is wrong. */
final class Outage {
    private Outage() {}

    static boolean isOne(Throwable cause) {
        if (cause instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            // shutting down, starting up, too many connections, cancelled by its time limit
            return state.startsWith("57") || state.startsWith("53") || state.startsWith("08");
        }
        return cause instanceof ClosedConnectionException
                || cause instanceof IOException
                || cause instanceof TimeoutException
                || String.valueOf(cause.getMessage()).startsWith("Timeout");
    }
}
