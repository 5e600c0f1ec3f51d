package io.deligate.registryservice.job;

/** A job that this process does. Thread-safe. */
public final class RunningJob {
    private final Job job;
    private final String owner;
    private volatile boolean stopped;

    RunningJob(Job job, String owner) {
        this.job = job;
        this.owner = owner;
    }

    /** The job as it was taken up. */
    public Job job() {
        return job;
    }

    public String owner() {
        return owner;
    }

    /** To be asked between two steps: the process ends, or somebody else has the job. */
    public boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }
}
