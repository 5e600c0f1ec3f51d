package io.deligate.registryservice.job;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs, in every replica: takes one that nobody does, says that it is alive while it works, and gives it back when
 * it ends before the job. A job whose owner has died is taken over and goes on behind its last commit. One instance per
 * event loop, on which it must be used.
 */
public final class JobRunner {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_ATTEMPTS = 8;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration BEAT = Duration.ofSeconds(4);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final JobQueue queue;
    private final Map<JobKind, JobTask> tasks;
    private final String owner;
    private final Map<RunningJob, Future<?>> running = new HashMap<>();
    private final List<Long> timers = new ArrayList<>();
    private boolean looking;
    private boolean stopping;

    /** The owner's name is one that no other process ever has. */
    public JobRunner(Vertx vertx, JobQueue queue, Map<JobKind, JobTask> tasks, String owner) {
        this.vertx = vertx;
        this.queue = queue;
        this.tasks = Map.copyOf(tasks);
        this.owner = owner;
    }

    public void start() {
        timers.add(vertx.setPeriodic(LOOK.toMillis(), tick -> look()));
        timers.add(vertx.setPeriodic(BEAT.toMillis(), tick -> beat()));
        timers.add(vertx.setPeriodic(1, SWEEP.toMillis(), tick -> sweep()));
    }

    /** Succeeds when every job of this process has ended or has been given back. */
    public Future<Void> stop() {
        stopping = true;
        timers.forEach(timer -> {
            var unused = vertx.cancelTimer(timer);
        });
        running.keySet().forEach(RunningJob::stop);
        return Future.join(List.copyOf(running.values())).transform(ended -> Future.succeededFuture());
    }

    /** Takes a job up at once instead of at the next look. */
    public void look() {
        if (looking || stopping || running.size() >= AT_ONCE) {
            return;
        }
        looking = true;
        var unused = queue.take(owner).onComplete(answer -> {
            looking = false;
            if (answer.failed()) {
                log.debug("jobs cannot be looked for: {}", answer.cause().toString());
            } else if (answer.result().isPresent()) {
                run(answer.result().get());
                look();
            }
        });
    }

    private void run(Job job) {
        RunningJob mine = new RunningJob(job, owner);
        if (stopping) {
            mine.stop();
        }
        log.atInfo()
                .addKeyValue("job_id", job.id())
                .addKeyValue("done", job.done())
                .log("{} taken up", job.kind().text());
        Future<Void> ended = called(mine)
                .recover(failure -> failed(mine, failure))
                .compose(none -> mine.isStopped() ? queue.release(job.id(), owner) : Future.succeededFuture());
        running.put(mine, ended);
        var unused = ended.onComplete(done -> {
            running.remove(mine);
            look();
        });
    }

    private Future<Void> called(RunningJob mine) {
        JobTask task = tasks.get(mine.job().kind());
        if (task == null) {
            return Future.failedFuture("no task for " + mine.job().kind());
        }
        try {
            return task.run(mine);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** Keeps the job for a while before it is given back, so that nobody fails at once again. */
    private Future<Void> failed(RunningJob mine, Throwable failure) {
        Job job = mine.job();
        if (failure instanceof JobLost || mine.isStopped()) {
            return Future.succeededFuture();
        }
        log.atError()
                .addKeyValue("job_id", job.id())
                .setCause(failure)
                .log("{} failed", job.kind().text());
        if (job.attempts() >= MOST_ATTEMPTS) {
            String detail = "the registry failed; its log says more";
            return queue.fail(job.id(), owner, new JobResult(JobResult.Rank.REFUSED, 0, "", "failed", detail));
        }
        long gap = Math.min(LONGEST_GAP.toSeconds(), 1L << job.attempts());
        return vertx.timer(gap, TimeUnit.SECONDS).compose(fired -> queue.release(job.id(), owner));
    }

    private void beat() {
        for (RunningJob mine : running.keySet()) {
            var unused = queue.beat(mine.job().id(), owner).onSuccess(owned -> {
                if (!owned) {
                    mine.stop();
                }
            });
        }
    }

    private void sweep() {
        var unused = queue.sweep().onFailure(failure -> log.debug("nothing swept: {}", failure.toString()));
    }
}
