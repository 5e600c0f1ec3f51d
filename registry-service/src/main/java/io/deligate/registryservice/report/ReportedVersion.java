package io.deligate.registryservice.report;

/**
 * Which version a device said it runs, and in which sessions.
 *
 * @param epoch the newest session in which it said so, {@link #UNKNOWN} when no record tells
 * @param formerEpoch the newest session of the same batch in which it named another one, {@link #UNKNOWN} = none
 */
public record ReportedVersion(String text, long epoch, long formerEpoch) {
    public static final long UNKNOWN = -1;

    /** This one with what was reported later over it. */
    ReportedVersion then(ReportedVersion later) {
        long former = Math.max(formerEpoch, later.formerEpoch);
        return later.text.equals(text)
                ? new ReportedVersion(text, Math.max(epoch, later.epoch), former)
                : new ReportedVersion(later.text, later.epoch, Math.max(former, epoch));
    }
}
