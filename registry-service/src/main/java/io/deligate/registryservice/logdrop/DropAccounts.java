package io.deligate.registryservice.logdrop;

import io.vertx.core.Future;
import java.util.Optional;

/** The stored accounts. */
public interface DropAccounts {
    /** Succeeds with the account as long as it works, by the database's clock; empty when there is none or it is over. */
    Future<Optional<DropAccount>> find(String user);
}
