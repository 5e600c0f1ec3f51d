package io.deligate.registryservice.report;

import io.vertx.core.Future;
import java.util.Collection;

/** The reported data as the database knows it. */
public interface ReportTable {
    /**
     * Stores what the reports say. A device whose session record has not arrived yet is registered on the way, if its
     * product lets it in by its key. Succeeds after the commit, with which goes an event for each device that became different;
     * applying the same reports again changes nothing. Fails with
     * {@link io.deligate.streams.consume.UnprocessableRecordException} when one of them can never be stored.
     */
    Future<Void> apply(Collection<StoredReport> reports);
}
