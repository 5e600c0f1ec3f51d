package io.deligate.otaservice.rollout;

/** A plan that cannot be carried out, or must not be. */
public final class PlanFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final boolean malformed;

    private PlanFault(String pointer, String detail, boolean malformed) {
        super(detail, null, false, false);
        this.pointer = pointer;
        this.malformed = malformed;
    }

    /** A field has another form than it must have. */
    static PlanFault malformed(String pointer, String problem, String expected) {
        return new PlanFault(pointer, name(pointer) + ": " + problem + " (expected: " + expected + ")", true);
    }

    /** Well-formed, but dangerous. */
    static PlanFault dangerous(String pointer, String detail) {
        return new PlanFault(pointer, detail, false);
    }

    private static String name(String pointer) {
        return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
    }

    /** Where in the body, as a JSON pointer. */
    public String pointer() {
        return pointer;
    }

    /** Whether the form is wrong and not the wish. */
    public boolean isMalformed() {
        return malformed;
    }
}
