package io.deligate.registryservice.api;

import io.deligate.protocol.ReplyCode;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Why a call is refused, as RFC 9457 writes it.
 *
 * @param type the last part of the problem's URN
 * @param pointer JSON pointer to the bad field of the body, null when it is not about one
 * @param parameter name of the bad query parameter, null when it is not about one
 * @param code the device protocol's word for it, null when the protocol has none
 */
record Problem(
        int status,
        String type,
        String detail,
        @Nullable String pointer,
        @Nullable String parameter,
        @Nullable ReplyCode code) {
    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(int status, String type, String detail) {
        return new Problem(status, type, detail, null, null, null);
    }

    /** The body, or a field of it, is not as the contract says. */
    static Problem body(String pointer, String detail) {
        return new Problem(400, "invalid-body", detail, pointer, null, null);
    }

    static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", detail, null, name, null);
    }

    static Problem internal() {
        return of(500, "internal", "the registry failed; its log says more");
    }

    static Problem unavailable() {
        return of(503, "unavailable", "the database does not answer; try again");
    }

    /** The same problem in the device protocol's words too, such as 409 with 102. */
    Problem withCode(ReplyCode word) {
        return new Problem(status, type, detail, pointer, parameter, word);
    }

    Answer toAnswer() {
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
            body.put("code", code.code());
        }
        return Answer.whole(status, CONTENT_TYPE, body.toBuffer());
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
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Internal Server Error";
        };
    }
}
