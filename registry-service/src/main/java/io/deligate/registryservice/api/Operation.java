package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.vertx.core.Future;

/** What one call of the contract does. */
interface Operation {
    /** Succeeds with the answer; fails with, or throws, {@link CallerFault} when the call is wrong. */
    Future<Answer> call(Request request);
}
