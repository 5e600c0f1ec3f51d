package io.deligate.registryservice.command;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** Tells of commands that came to their end, whichever process ended them. */
public interface EndNews {
    /**
     * Succeeds when every end from now on will be told; fails when the database does not answer.
     *
     * @param lost called once when no more will be told
     */
    Future<Listening> listen(Consumer<CommandId> ended, Runnable lost);

    /** Hears of ends until it is closed. */
    interface Listening {
        Future<Void> close();
    }
}
