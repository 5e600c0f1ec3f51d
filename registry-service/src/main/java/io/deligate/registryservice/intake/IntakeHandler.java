package io.deligate.registryservice.intake;

import io.vertx.core.Future;
import java.util.List;

/** Carries out the records of one kind. */
public interface IntakeHandler<R extends IntakeRecord> {
    /**
     * Succeeds when all effects of the records, which come in the order of each device, are committed; applying them
     * again changes nothing. Fails with {@link io.deligate.streams.consume.UnprocessableRecordException} when trying
     * again cannot help: of several records each is then handed over alone, and the wrong one goes to the dead letters.
     * Any other failure brings all of them again.
     */
    Future<Void> apply(List<R> records);
}
