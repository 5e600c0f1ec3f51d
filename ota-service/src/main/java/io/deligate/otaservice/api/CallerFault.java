package io.deligate.otaservice.api;

/** The caller's mistake; answered with its problem, no stack trace. */
final class CallerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    CallerFault(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
