package io.deligate.registryservice.notice;

import io.vertx.core.Future;
import java.util.Collection;

/** The notices that devices have not acknowledged. */
public interface NoticeTable {
    /** These versions have reached their devices. Succeeds once that is committed; a newer state stays to be told. */
    Future<Void> delivered(Collection<Long> versions);
}
