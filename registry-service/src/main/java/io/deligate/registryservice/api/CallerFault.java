package io.deligate.registryservice.api;

import io.deligate.protocol.ReplyCode;

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

    /** What the caller wants does not go together with what is; {@code code} is the device protocol's word for it. */
    static CallerFault conflict(String type, String detail, ReplyCode code) {
        return new CallerFault(Problem.of(409, type, detail).withCode(code));
    }

    /** Well-formed, but it cannot mean anything here. */
    static CallerFault unprocessable(String type, String detail) {
        return new CallerFault(Problem.of(422, type, detail));
    }

    /** A field that is well-formed, but what it names does not exist. */
    static CallerFault unprocessable(Place place, String expected) {
        String detail = place.name() + ": unknown (expected: " + expected + ")";
        return new CallerFault(new Problem(422, "unknown-reference", detail, place.pointer(), null, null));
    }

    /** The same fault in the device protocol's words too. */
    CallerFault withCode(ReplyCode code) {
        return new CallerFault(problem.withCode(code));
    }

    Problem problem() {
        return problem;
    }
}
