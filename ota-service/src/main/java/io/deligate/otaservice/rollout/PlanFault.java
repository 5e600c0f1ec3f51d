package io.deligate.otaservice.rollout;

/** A plan that cannot be carried out, or must not be. */
public final class PlanFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final Kind kind;

    /** What is wrong with it. */
    public enum Kind {
        /** A field has another form than it must have. */
        MALFORMED,
        /** Well-formed, but dangerous. */
        DANGEROUS,
        /** It names something that is not there, or is of another model. */
        UNKNOWN_REFERENCE
    }

    private PlanFault(String pointer, String detail, Kind kind) {
        super(detail, null, false, false);
        this.pointer = pointer;
        this.kind = kind;
    }

    /** A field has another form than it must have. */
    static PlanFault malformed(String pointer, String problem, String expected) {
        return new PlanFault(pointer, name(pointer) + ": " + problem + " (expected: " + expected + ")", Kind.MALFORMED);
    }

    /** Well-formed, but dangerous. */
    static PlanFault dangerous(String pointer, String detail) {
        return new PlanFault(pointer, detail, Kind.DANGEROUS);
    }

    static PlanFault unknown(String pointer, String expected) {
        return new PlanFault(pointer, name(pointer) + ": unknown (expected: " + expected + ")", Kind.UNKNOWN_REFERENCE);
    }

    /** It names things that are not there, or are of another model, in words of their own. */
    static PlanFault unknown(String pointer, String which, String expected) {
        return new PlanFault(
                pointer, name(pointer) + ": " + which + " (expected: " + expected + ")", Kind.UNKNOWN_REFERENCE);
    }

    private static String name(String pointer) {
        return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
    }

    /** Where in the body, as a JSON pointer. */
    public String pointer() {
        return pointer;
    }

    public Kind kind() {
        return kind;
    }
}
