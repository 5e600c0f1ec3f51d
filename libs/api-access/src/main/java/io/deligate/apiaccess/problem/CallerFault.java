package io.deligate.apiaccess.problem;

/** The caller's mistake; answered with its problem, no stack trace. */
public final class CallerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public CallerFault(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static CallerFault notFound(String what) {
        return Problem.notFound(what).fault();
    }

    /** What the caller wants does not go together with what is; {@code code} is the device protocol's number for it. */
    public static CallerFault conflict(String type, String detail, int code) {
        return Problem.of(409, type, detail).withCode(code).fault();
    }

    /** Well-formed, but it cannot mean anything here. */
    public static CallerFault unprocessable(String type, String detail) {
        return Problem.of(422, type, detail).fault();
    }

    /** The same fault in the device protocol's numbers too. */
    public CallerFault withCode(int code) {
        return problem.withCode(code).fault();
    }

    public Problem problem() {
        return problem;
    }
}
