package io.deligate.registryservice.trace;

/** As many traces are being read as may be at once. */
public final class TraceBusy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TraceBusy(int most) {
        super("traces: " + most + " at once already (expected: fewer; try again later)", null, false, false);
    }
}
