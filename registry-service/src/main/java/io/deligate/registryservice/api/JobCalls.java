package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.job.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** The calls about jobs. */
public final class JobCalls implements Calls {
    private final Jobs jobs;

    public JobCalls(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("listJobs", this::list);
        operations.add("getJob", this::get);
        operations.add("listJobResults", this::results);
    }

    /** Where to look for a job that has begun. */
    static Answer begun(String id) {
        return Answer.json(202, new JsonObject().put("job_id", id)).with("Location", "/v1/jobs/" + id);
    }

    static Job known(Optional<Job> found) {
        return found.orElseThrow(() -> CallerFault.notFound("this job"));
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return jobs.list(page).map(found -> Lists.page(found, JobCalls::writeBrief));
    }

    private Future<Answer> get(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return jobs.find(request.path("job_id"))
                .map(JobCalls::known)
                .compose(job -> jobs.results(job.id(), page)
                        .map(results -> Lists.one(200, job, (one, out) -> write(one, results, out))));
    }

    private Future<Answer> results(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return jobs.find(request.path("job_id"))
                .map(JobCalls::known)
                .compose(job -> jobs.results(job.id(), page))
                .map(found -> Lists.page(found, JobCalls::write));
    }

    private static void write(Job job, Page<JobResult> results, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(job, out);
        out.writeArrayFieldStart("results");
        for (JobResult result : results.items()) {
            write(result, out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeBrief(Job job, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeFields(job, out);
        out.writeStringField("kind", job.kind().text());
        out.writeStringField("created_at", job.createdAt().toString());
        out.writeEndObject();
    }

    private static void writeFields(Job job, JsonGenerator out) throws IOException {
        out.writeStringField("job_id", job.id());
        out.writeStringField("state", job.state().text());
        out.writeNumberField("total", job.total());
        out.writeNumberField("done", job.done());
        out.writeNumberField("failed", job.failed());
    }

    private static void write(JobResult result, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("line", result.line());
        out.writeStringField("device_id", result.deviceId());
        out.writeStringField("outcome", result.outcome());
        out.writeStringField("detail", result.detail());
        out.writeEndObject();
    }
}
