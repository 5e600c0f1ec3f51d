package io.deligate.registryservice.job;

import io.vertx.core.Future;

/** How jobs of one kind are done. */
public interface JobTask {
    /**
     * Succeeds when the job has ended, or when it {@link RunningJob#isStopped is stopped} and can be given back; fails
     * when it should be tried again from its last commit.
     */
    Future<Void> run(RunningJob running);
}
