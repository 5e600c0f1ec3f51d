package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.registryservice.importing.FileFormat;
import io.deligate.registryservice.importing.GeneratedCredentials;
import io.deligate.registryservice.importing.ImportOrder;
import io.deligate.registryservice.importing.ImportPlan;
import io.deligate.registryservice.job.Chunks;
import io.deligate.registryservice.job.FileUpload;
import io.deligate.registryservice.job.JobKind;
import io.deligate.registryservice.job.JobRunner;
import io.deligate.registryservice.job.JobState;
import io.deligate.registryservice.job.Jobs;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The calls that bring many devices in. */
public final class ImportCalls implements Calls {
    private final Jobs jobs;
    private final Chunks chunks;
    private final GeneratedCredentials credentials;
    private final JobRunner runner;

    public ImportCalls(Jobs jobs, Chunks chunks, GeneratedCredentials credentials, JobRunner runner) {
        this.jobs = jobs;
        this.chunks = chunks;
        this.credentials = credentials;
        this.runner = runner;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("importDevices", this::importDevices);
        operations.add("takeJobCredentials", this::take);
    }

    private Future<Answer> importDevices(Request request) {
        Query query = request.query();
        Boolean dryRun = query.value("dry_run", "true or false", DeviceCalls::flag);
        query.end();
        FileFormat format = FileFormat.ofContentType(request.mediaType()).orElseThrow();
        ImportOrder order = new ImportOrder(format, Boolean.TRUE.equals(dryRun));
        String action = order.dryRun() ? "checkImport" : "importDevices";
        return jobs.prepare(JobKind.IMPORT, order.toJson(), request.actor())
                .compose(id -> FileUpload.run(chunks, id, request.stream())
                        .compose(none -> jobs.begin(id, action, request.actor()))
                        .map(none -> JobCalls.begun(id))
                        .recover(failure -> jobs.discard(id).transform(done -> Future.failedFuture(failure))))
                .onSuccess(begun -> runner.look());
    }

    private Future<Answer> take(Request request) {
        String id = request.path("job_id");
        return jobs.find(id).map(JobCalls::known).compose(job -> {
            if (job.state() == JobState.RUNNING) {
                return Future.failedFuture(new CallerFault(
                        Problem.of(409, "not-finished", "job is running (expected: one that has ended)")));
            }
            return credentials.count(id).map(waiting -> {
                if (waiting == 0) {
                    throw new CallerFault(Problem.of(
                            410, "gone", "no credentials wait (expected: made up, not fetched, younger than 7 days)"));
                }
                return Answer.stream(
                                FileFormat.NDJSON.contentType(),
                                out -> credentials.take(id, request.actor(), some -> write(some, out)))
                        .with("Cache-Control", "no-store");
            });
        });
    }

    private static Future<Void> write(List<ImportPlan.Generated> some, HttpServerResponse out) {
        Buffer lines = Buffer.buffer();
        for (ImportPlan.Generated made : some) {
            lines.appendBuffer(new JsonObject()
                            .put("device_id", made.device().value())
                            .put("username", made.credentials().username())
                            .put("password", made.credentials().password().reveal())
                            .toBuffer())
                    .appendString("\n");
        }
        return out.write(lines);
    }
}
