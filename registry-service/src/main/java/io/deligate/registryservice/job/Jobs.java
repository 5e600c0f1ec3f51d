package io.deligate.registryservice.job;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Jobs as those see them who ask for them. */
public interface Jobs {
    /** Succeeds with the id of a job that nobody sees or takes up before it {@link #begin begins}. */
    Future<String> prepare(JobKind kind, JsonObject parameters, Actor actor);

    /** From now on the job is to be done; {@code action} is what the audit says. */
    Future<Void> begin(String id, String action, Actor actor);

    /** Forgets a job that has not begun. */
    Future<Void> discard(String id);

    /** Succeeds with the job, empty when there is none. */
    Future<Optional<Job>> find(String id);

    /** Succeeds with jobs, the newest first. */
    Future<Page<Job>> list(PageRequest page);

    /** Succeeds with results: the refused lines first, then those with a notice, each in the order of the file. */
    Future<Page<JobResult>> results(String id, PageRequest page);
}
