package io.deligate.registryservice.receipt;

import io.vertx.core.Future;
import java.util.List;

/** Takes the outcomes that one part of the registry asked for. */
public interface OutcomeHandler {
    /**
     * Takes the outcomes of one batch, in order per device. Success means that their effects are safe; a failure brings the
     * batch again, and so may a restart: the same outcome can come twice, and a second one of a message counts for
     * nothing.
     */
    Future<Void> handle(List<Outcome> outcomes);
}
