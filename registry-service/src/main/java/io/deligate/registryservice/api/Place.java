package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;

/**
 * A place in a request body.
 *
 * @param pointer JSON pointer (RFC 6901); empty = the whole body
 * @param name how a message calls it
 */
record Place(String pointer, String name) {
    static final Place BODY = new Place("", "body");

    Place field(String field) {
        String escaped = field.replace("~", "~0").replace("/", "~1");
        return new Place(pointer + "/" + escaped, pointer.isEmpty() ? field : name + "." + field);
    }

    Place item(int index) {
        return new Place(pointer + "/" + index, name + "[" + index + "]");
    }

    /** The fault to throw; the value itself is never part of it. */
    CallerFault bad(String what, String expected) {
        return new CallerFault(Problem.body(pointer, name + ": " + what + " (expected: " + expected + ")"));
    }

    /** The fault to throw for what is well-formed, but does not exist. */
    CallerFault unknown(String expected) {
        return new CallerFault(
                Problem.body(422, "unknown-reference", pointer, name + ": unknown (expected: " + expected + ")"));
    }
}
