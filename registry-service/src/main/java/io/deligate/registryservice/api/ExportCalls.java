package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.exporting.ExportOrder;
import io.deligate.registryservice.importing.FileFormat;
import io.deligate.registryservice.job.Chunks;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobKind;
import io.deligate.registryservice.job.JobRunner;
import io.deligate.registryservice.job.JobState;
import io.deligate.registryservice.job.Jobs;
import io.deligate.registryservice.job.Loop;
import io.deligate.registryview.DeviceStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls that take many devices out. */
public final class ExportCalls implements Calls {
    private final Jobs jobs;
    private final Chunks chunks;
    private final JobRunner runner;

    public ExportCalls(Jobs jobs, Chunks chunks, JobRunner runner) {
        this.jobs = jobs;
        this.chunks = chunks;
        this.runner = runner;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("exportDevices", this::exportDevices);
        operations.add("getJobFile", this::file);
    }

    private Future<Answer> exportDevices(Request request) {
        JsonBody body = request.body();
        DeviceFilter filter = new DeviceFilter(
                body.parsedOrNull("product", ProductModel::parse),
                body.has("group_id") ? new GroupId(body.integer("group_id")) : null,
                body.has("online") ? body.flag("online") : null,
                body.parsedOrNull("status", DeviceStatus::parse),
                body.has("q") ? body.text("q") : null);
        ExportOrder order = new ExportOrder(body.parsed("format", FileFormat::parse), filter);
        return jobs.prepare(JobKind.EXPORT, order.toJson(), request.actor())
                .compose(id -> jobs.begin(id, "exportDevices", request.actor()).map(none -> JobCalls.begun(id)))
                .onSuccess(begun -> runner.look());
    }

    private Future<Answer> file(Request request) {
        String id = request.path("job_id");
        return jobs.find(id).map(JobCalls::known).compose(job -> {
            if (job.kind() != JobKind.EXPORT) {
                throw CallerFault.notFound("this job's file");
            }
            if (job.state() != JobState.COMPLETED) {
                throw new CallerFault(Problem.of(
                        409, "not-finished", "job is " + job.state().text() + " (expected: one that has completed)"));
            }
            return chunks.read(id, 0).map(first -> {
                if (first.isEmpty()) {
                    throw new CallerFault(Problem.of(410, "gone", "file has expired (expected: fetched within a day)"));
                }
                return stream(job);
            });
        });
    }

    private Answer stream(Job job) {
        FileFormat format = ExportOrder.of(job.parameters()).format();
        return Answer.stream(format.contentType() + "; charset=utf-8", out -> write(job.id(), out))
                .with("Content-Disposition", "attachment; filename=\"devices-" + job.id() + "." + format.text() + "\"")
                .with("Cache-Control", "no-store");
    }

    private Future<Void> write(String id, HttpServerResponse out) {
        AtomicInteger seq = new AtomicInteger();
        return Loop.whileTrue(() -> chunks.read(id, seq.getAndIncrement())
                .compose(piece -> piece.isEmpty()
                        ? Future.succeededFuture(false)
                        : out.write(piece.get()).map(true)));
    }
}
