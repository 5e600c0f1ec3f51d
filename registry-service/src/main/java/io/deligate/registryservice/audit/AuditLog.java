package io.deligate.registryservice.audit;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.vertx.core.Future;

/** The stored audit. */
public interface AuditLog {
    /** Succeeds with changes, the newest first; fails when the database does not answer. */
    Future<Page<AuditLine>> list(AuditFilter filter, PageRequest page);
}
