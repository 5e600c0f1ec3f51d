package io.deligate.otaservice.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Why a call is refused, as RFC 9457 writes it.
 *
 * @param type the last part of the problem's URN
 * @param pointer JSON pointer to the bad field of the body, null when it is not about one
 * @param parameter name of the bad query parameter, null when it is not about one
 */
record Problem(
        int status,
        String type,
        String detail,
        @Nullable String pointer,
        @Nullable String parameter) {
    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(int status, String type, String detail) {
        return new Problem(status, type, detail, null, null);
    }

    static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", name + ": " + detail, null, name);
    }

    static Problem body(String pointer, String detail) {
        return new Problem(400, "invalid-body", detail, pointer, null);
    }

    static Problem notFound(String what) {
        return of(404, "not-found", what + " does not exist");
    }

    CallerFault fault() {
        return new CallerFault(this);
    }

    JsonObject toJson() {
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
