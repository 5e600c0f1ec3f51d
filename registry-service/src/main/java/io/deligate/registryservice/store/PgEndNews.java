package io.deligate.registryservice.store;

import io.deligate.database.Database;
import io.deligate.registryservice.command.CommandId;
import io.deligate.registryservice.command.EndNews;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.function.Consumer;

/** Ends of commands as PostgreSQL tells them, on a connection of its own. */
public final class PgEndNews implements EndNews {
    /** Whoever ends a command says its id here, in the same transaction. */
    static final String CHANNEL = "registry_command_ends";

    private final Database database;

    public PgEndNews(Database database) {
        this.database = database;
    }

    @Override
    public Future<Listening> listen(Consumer<CommandId> ended, Runnable lost) {
        return database.connect()
                .compose(connection -> connection
                        .notificationHandler(
                                told -> CommandId.parse(told.getPayload()).ifPresent(ended))
                        .query("LISTEN " + CHANNEL)
                        .execute()
                        .map(heard -> {
                            Open open = new Open(connection);
                            connection.closeHandler(none -> {
                                if (!open.closing) {
                                    lost.run();
                                }
                            });
                            return (Listening) open;
                        })
                        .recover(failure -> connection.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static final class Open implements Listening {
        private final PgConnection connection;
        private volatile boolean closing;

        Open(PgConnection connection) {
            this.connection = connection;
        }

        @Override
        public Future<Void> close() {
            closing = true;
            return connection.close();
        }
    }
}
