package io.deligate.registryservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.database.Database;
import io.deligate.database.PostgresConfig;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobKind;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.job.JobRunner;
import io.deligate.registryservice.job.JobState;
import io.deligate.registryservice.job.RunningJob;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryHost;
import io.deligate.servicekit.config.Secret;
import io.deligate.testkit.Await;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class JobsIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final ClusterMember member = ClusterMember.join(new ClusterConfig("", 0), ClusterMember.Role.DATA);
    private Database database;
    private PgJobs jobs;
    private PgJobQueue queue;
    private PgChunks chunks;

    @BeforeEach
    void open(TestDatabase fresh) throws Exception {
        database = result(RegistryDatabase.open(vertx, new PostgresConfig(fresh.uri(), 4, Duration.ofSeconds(5))));
        SecretKeys keys = new SecretKeys(new Secret("a secret key for this test"));
        Sealer sealer = new Sealer(keys);
        var loader = new PgRegistryLoader(database.pool(), sealer, new VerifierKeys(keys), Clock.systemUTC());
        jobs = new PgJobs(
                database.pool(),
                new Transactions(
                        database.pool(), new RegistryHost(vertx, member, loader), "events", Clock.systemUTC()));
        queue = new PgJobQueue(database.pool());
        chunks = new PgChunks(database.pool(), sealer);
        sql("DELETE FROM jobs");
    }

    @AfterEach
    void close() throws Exception {
        result(database.close());
        result(vertx.close());
        member.close();
    }

    private static <T> T result(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private RowSet<Row> sql(String statement) throws Exception {
        return result(database.pool().query(statement).execute());
    }

    private String begun() throws Exception {
        String id = result(jobs.prepare(JobKind.IMPORT, new JsonObject(), Actor.PLATFORM));
        result(jobs.begin(id, "test", Actor.PLATFORM));
        return id;
    }

    @Test
    void aJobThatIsStillBeingSentIsSeenByNobody() throws Exception {
        String id = result(jobs.prepare(JobKind.IMPORT, new JsonObject(), Actor.PLATFORM));
        assertThat(result(jobs.find(id))).isEmpty();
        assertThat(result(jobs.list(new PageRequest(10, ""))).items()).isEmpty();
        assertThat(result(queue.take("me"))).isEmpty();
        result(jobs.discard(id));
        result(jobs.begin(id, "test", Actor.PLATFORM));
        assertThat(result(jobs.find(id))).isEmpty();
    }

    @Test
    void aJobHasOneOwnerUntilThatOneIsSilentForTooLong() throws Exception {
        String id = begun();
        assertThat(result(queue.take("one")).map(Job::id)).contains(id);
        assertThat(result(queue.take("two"))).isEmpty();
        assertThat(result(queue.beat(id, "two"))).isFalse();
        sql("UPDATE jobs SET heartbeat = now() - interval '19 seconds'");
        assertThat(result(queue.take("two"))).isEmpty();
        assertThat(result(queue.beat(id, "one"))).isTrue();
        sql("UPDATE jobs SET heartbeat = now() - interval '21 seconds'");

        Optional<Job> taken = result(queue.take("two"));

        assertThat(taken.map(Job::attempts)).contains(2);
        assertThat(result(queue.beat(id, "one"))).isFalse();
        result(queue.fail(id, "one", new JobResult(JobResult.Rank.REFUSED, 1, "", "failed", "late")));
        assertThat(result(jobs.find(id)).map(Job::state)).contains(JobState.RUNNING);
    }

    @Test
    @Tag("R148")
    void aFileIsSealedWhileItWaits() throws Exception {
        String id = begun();
        result(chunks.append(id, 0, Buffer.buffer("device_id,password\nx,plain-to-see\n")));
        byte[] stored = sql("SELECT sealed FROM job_chunks")
                .iterator()
                .next()
                .getBuffer("sealed")
                .getBytes();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("plain-to-see");
        assertThat(result(chunks.read(id, 0)).map(Buffer::toString).orElse("")).contains("plain-to-see");
        assertThat(result(chunks.read(id, 1))).isEmpty();
    }

    @Test
    void whatHasHadItsTimeIsForgotten() throws Exception {
        String id = begun();
        result(chunks.append(id, 0, Buffer.buffer("x")));
        sql("INSERT INTO job_credentials SELECT job_id, 1, 'd', 'u', '\\x00' FROM jobs");
        String half = result(jobs.prepare(JobKind.IMPORT, new JsonObject(), Actor.PLATFORM));
        sql("UPDATE jobs SET state = 'completed', finished_at = now() - interval '25 hours' WHERE state = 'running'");
        result(queue.sweep());
        assertThat(result(chunks.read(id, 0))).isEmpty();
        assertThat(sql("SELECT 1 FROM job_credentials").size()).isEqualTo(1);
        sql("UPDATE jobs SET finished_at = now() - interval '8 days' WHERE state = 'completed'");
        sql("UPDATE jobs SET created_at = now() - interval '2 hours' WHERE state = 'receiving'");
        result(queue.sweep());
        assertThat(sql("SELECT 1 FROM job_credentials").size()).isZero();
        assertThat(sql("SELECT 1 FROM jobs WHERE job_id = '" + half + "'").size())
                .isZero();
        sql("UPDATE jobs SET finished_at = now() - interval '31 days'");
        result(queue.sweep());
        assertThat(result(jobs.find(id))).isEmpty();
    }

    @Test
    void aJobThatFailsIsTriedAgainAndOneThatIsStoppedIsGivenBack() throws Exception {
        String id = begun();
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        Promise<Void> never = Promise.promise();
        JobRunner runner = onLoop(new JobRunner(
                vertx,
                queue,
                Map.of(JobKind.IMPORT, running -> {
                    attempts.add(running.job().attempts());
                    return running.job().attempts() == 1
                            ? Future.failedFuture("on purpose")
                            : untilStopped(running, never);
                }),
                "runner"));
        Await.until(LONG, "a second attempt", () -> attempts.contains(2));
        assertThat(owner(id)).isEqualTo("runner");

        Promise<Void> stopped = Promise.promise();
        vertx.runOnContext(none -> runner.stop().onComplete(stopped));
        result(stopped.future());

        assertThat(owner(id)).isNull();
        assertThat(result(jobs.find(id)).map(Job::state)).contains(JobState.RUNNING);
    }

    private static Future<Void> untilStopped(RunningJob running, Promise<Void> ended) {
        Vertx.currentContext().owner().setPeriodic(10, timer -> {
            if (running.isStopped()) {
                ended.tryComplete();
            }
        });
        return ended.future();
    }

    private JobRunner onLoop(JobRunner runner) throws Exception {
        Promise<Void> started = Promise.promise();
        vertx.runOnContext(none -> {
            runner.start();
            started.complete();
        });
        result(started.future());
        return runner;
    }

    private String owner(String id) throws Exception {
        return sql("SELECT owner FROM jobs WHERE job_id = '" + id + "'")
                .iterator()
                .next()
                .getString("owner");
    }
}
