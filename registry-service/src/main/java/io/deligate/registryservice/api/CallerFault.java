package io.deligate.registryservice.api;

/** The caller's mistake; answered with its problem, no stack trace. */
final class CallerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    CallerFault(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static CallerFault notFound(String what) {
        return new CallerFault(Problem.of(404, "not-found", what + " does not exist"));
    }

    Problem problem() {
        return problem;
    }
}
