package io.deligate.registryservice.report;

import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Set;

/** The reported data as the database knows it. */
public interface ReportTable {
    /**
     * Stores what the reports say. A device whose session record has not arrived yet is registered on the way, if its
     * product lets it in by its key. Succeeds after the commit with the devices for which anything became different;
     * applying the same reports again changes nothing.
     */
    Future<Set<DeviceId>> apply(Collection<StoredReport> reports);
}
