package io.deligate.registryservice.exporting;

import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobLost;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Where exports happen. Each step is one transaction and fails with {@link JobLost} when somebody else has the job. */
public interface Exports {
    /** Succeeds with how many devices there are now, remembered as the job's total. */
    Future<Void> counted(Job job, String owner, DeviceFilter filter);

    /**
     * Appends a piece to the file and moves the job on.
     *
     * @param seq the piece's place
     * @param devices how many it holds
     * @param position behind which device the next piece begins, and its place, as the job keeps them
     */
    Future<Void> append(Job job, String owner, int seq, Buffer piece, int devices, String position);

    /** Ends the job; its file can be fetched. */
    Future<Void> finish(Job job, String owner);
}
