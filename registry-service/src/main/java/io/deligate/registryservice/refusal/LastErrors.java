package io.deligate.registryservice.refusal;

import io.vertx.core.Future;
import java.util.Collection;

/** The newest trouble of each device. */
public interface LastErrors {
    /**
     * Stores those that are newer than what is known; a device that does not exist is passed over. Succeeds after the
     * commit; applying the same ones again changes nothing.
     */
    Future<Void> apply(Collection<LastError> errors);
}
