package io.deligate.registryservice.job;

import io.vertx.core.Future;
import java.util.Optional;

/** Jobs as those see them who do them: each one has one owner at a time, who says again and again that he is alive. */
public interface JobQueue {
    /** Succeeds with the oldest job that nobody does, now owned by {@code owner}; empty when there is none. */
    Future<Optional<Job>> take(String owner);

    /** Says that the owner is alive; succeeds with false when the job is not his any more. */
    Future<Boolean> beat(String id, String owner);

    /** Gives the job back unfinished. */
    Future<Void> release(String id, String owner);

    /** Ends the job as failed; the result says why. */
    Future<Void> fail(String id, String owner, JobResult why);

    /** Forgets what has had its time: half-sent files, results, passwords nobody fetched, exported files. */
    Future<Void> sweep();
}
