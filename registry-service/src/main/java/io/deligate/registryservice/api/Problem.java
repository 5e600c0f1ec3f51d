package io.deligate.registryservice.api;

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

    static Problem field(String name, String detail) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return new Problem(400, "invalid-field", detail, "/" + escaped, null);
    }

    static Problem parameter(String name, String detail) {
        return new Problem(400, "invalid-parameter", detail, null, name);
    }

    static Problem internal() {
        return of(500, "internal", "the registry failed; its log says more");
    }

    static Problem unavailable() {
        return of(503, "unavailable", "the database does not answer; try again");
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
        Answer answer = Answer.json(status, body);
        return new Answer(status, CONTENT_TYPE, answer.body(), answer.headers());
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
            case 503 -> "Service Unavailable";
            default -> status < 500 ? "Refused" : "Internal Server Error";
        };
    }
}
