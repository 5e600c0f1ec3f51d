package io.deligate.registryservice.outbox;

import io.deligate.registryservice.change.OutboxRecord;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What commits left to be sent. */
public interface Outbox {
    /**
     * Asks for the turn to send, which one process holds at a time. Succeeds with the turn, or empty while another
     * process has it; fails when the database does not answer.
     *
     * @param wake called whenever a commit left something, as long as the turn is held
     */
    Future<Optional<Turn>> take(Runnable wake);

    /** A record in the order of the changes. */
    record Waiting(long id, OutboxRecord record, Instant since) {}

    /** The right to send; lost when its connection is. */
    interface Turn {
        boolean isHeld();

        /** Succeeds with the oldest records, at most so many; fails when the turn is lost. */
        Future<List<Waiting>> next(int most);

        /** Succeeds when these will not be handed out again. */
        Future<Void> sent(List<Long> ids);

        /** Gives the turn back. */
        Future<Void> release();
    }
}
