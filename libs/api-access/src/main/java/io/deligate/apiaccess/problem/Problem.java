package io.deligate.apiaccess.problem;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Why a call is refused, as RFC 9457 writes it.
 *
 * @param type the last part of the problem's URN
 * @param pointer JSON pointer to the bad field of the body, null when it is not about one
 * @param parameter name of the bad query parameter, null when it is not about one
 * @param code the device protocol's number for it, null when the protocol has none
 */
public record Problem(
        int status,
        String type,
        String detail,
        @Nullable String pointer,
        @Nullable String parameter,
        @Nullable Integer code) {
    public static final String CONTENT_TYPE = "application/problem+json";

    public static Problem of(int status, String type, String detail) {
        return new Problem(status, type, detail, null, null, null);
    }

    /** The body, or a field of it, is not as the contract says. */
    public static Problem body(String pointer, String detail) {
        return body(400, "invalid-body", pointer, detail);
    }

    /** Something else is wrong with the body, or a field of it. */
    public static Problem body(int status, String type, String pointer, String detail) {
        return new Problem(status, type, detail, pointer, null, null);
    }

    /** A query parameter is not as the contract says; its name stands before the detail. */
    public static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", name + ": " + detail, null, name, null);
    }

    public static Problem notFound(String what) {
        return of(404, "not-found", what + " does not exist");
    }

    /** No valid key came with the call. */
    public static Problem noKey() {
        return of(401, "api-key", "authorization: no valid key (expected: Bearer and an API key)");
    }

    /** The same problem in the device protocol's numbers too, such as 409 with 102. */
    public Problem withCode(int number) {
        return new Problem(status, type, detail, pointer, parameter, number);
    }

    /** To be thrown. */
    public CallerFault fault() {
        return new CallerFault(this);
    }

    public JsonObject toJson() {
        JsonObject body = new JsonObject()
                .put("type", "urn:deligate:problem:" + type)
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail);
        if (pointer != null) {
            body.put("pointer", pointer);
        }
        if (parameter != null) {
            body.put("parameter", parameter);
        }
        if (code != null) {
            body.put("code", code);
        }
        return body;
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Internal Server Error";
        };
    }
}
