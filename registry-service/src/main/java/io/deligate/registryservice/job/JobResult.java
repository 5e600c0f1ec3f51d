package io.deligate.registryservice.job;

/** What came of one line. */
public record JobResult(Rank rank, long line, String deviceId, String outcome, String detail) {
    private static final int LONGEST_ID = 64;

    /** What a person must see first. */
    public enum Rank {
        REFUSED,
        /** Done, but there is something to know. */
        NOTICE,
        FINE
    }

    public JobResult {
        // Whatever stood in the file; nobody's id is longer.
        deviceId = deviceId.length() <= LONGEST_ID ? deviceId : deviceId.substring(0, LONGEST_ID);
    }
}
