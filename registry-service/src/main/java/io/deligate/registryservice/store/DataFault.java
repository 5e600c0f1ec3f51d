package io.deligate.registryservice.store;

import io.deligate.streams.consume.UnprocessableRecordException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.List;

/** Tells data that the database will never take from a database that does not answer. */
final class DataFault {
    /** Data exception, integrity constraint violation, program limit exceeded. */
    private static final List<String> CLASSES = List.of("22", "23", "54");

    private DataFault() {}

    /** The failure in the words of the intake. */
    static <T> Future<T> explained(Throwable failure) {
        if (failure instanceof PgException refusal && CLASSES.stream().anyMatch(refusal.getSqlState()::startsWith)) {
            return Future.failedFuture(new UnprocessableRecordException(
                    "the database refuses it: " + refusal.getSqlState() + " " + refusal.getErrorMessage()));
        }
        return Future.failedFuture(failure);
    }
}
