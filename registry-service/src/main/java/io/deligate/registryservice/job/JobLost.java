package io.deligate.registryservice.job;

/** Somebody else does the job now; nothing of this step was committed. */
public final class JobLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JobLost() {
        super("job has another owner", null, false, false);
    }
}
