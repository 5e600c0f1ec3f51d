package io.deligate.otaservice.api;

import io.deligate.otaservice.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a caller who may make it; its body has not been read. */
final class Call {
    static final String JSON = "application/json";
    private static final int LONGEST_BODY = 512 << 10;
    private static final int USUAL_PAGE = 50;
    private static final int MOST_PER_PAGE = 500;

    private final RoutingContext context;
    private final Caller caller;
    private final Supplier<Future<Boolean>> stillKnown;

    Call(RoutingContext context, Caller caller, Supplier<Future<Boolean>> stillKnown) {
        this.context = context;
        this.caller = caller;
        this.stillKnown = stillKnown;
    }

    Caller caller() {
        return caller;
    }

    HttpServerRequest request() {
        return context.request();
    }

    HttpServerResponse response() {
        return context.response();
    }

    /** Whether whoever began the call may still make it. */
    Future<Boolean> isCallerStillKnown() {
        return stillKnown.get();
    }

    String path(String name) {
        return context.pathParam(group(name));
    }

    /** A path parameter as the name of a group in a pattern, which takes letters only. */
    static String group(String name) {
        return name.replace("_", "");
    }

    /** A misspelt parameter must not be taken for an absent one. */
    void parameters(Set<String> known) {
        for (String name : context.queryParams().names()) {
            if (!known.contains(name)) {
                throw Problem.parameter(
                                name,
                                "unknown (expected: one of "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()) + ")")
                        .fault();
            }
        }
    }

    @Nullable
    String parameter(String name) {
        List<String> given = context.queryParam(name);
        if (given.size() > 1) {
            throw Problem.parameter(name, "given twice (expected: once)").fault();
        }
        return given.isEmpty() ? null : given.get(0);
    }

    /** The parsed value of a parameter that must be there. */
    <T> T required(String name, String expected, Function<String, Optional<T>> parse) {
        String text = parameter(name);
        if (text == null) {
            throw Problem.parameter(name, "missing (expected: " + expected + ")")
                    .fault();
        }
        return parse.apply(text)
                .orElseThrow(() -> Problem.parameter(name, "bad value (expected: " + expected + ")")
                        .fault());
    }

    int pageSize() {
        String size = parameter("page_size");
        if (size == null) {
            return USUAL_PAGE;
        }
        if (size.matches("[0-9]{1,4}") && Integer.parseInt(size) >= 1 && Integer.parseInt(size) <= MOST_PER_PAGE) {
            return Integer.parseInt(size);
        }
        throw Problem.parameter("page_size", "bad value (expected: 1 to 500)").fault();
    }

    /** The key behind which the page begins, empty for the first one. */
    String pageAfter() {
        String token = parameter("page_token");
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException foreign) {
            throw Problem.parameter("page_token", "bad value (expected: a token as an earlier page gave it)")
                    .fault();
        }
    }

    static String pageToken(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    boolean isJson() {
        String type = request().getHeader("Content-Type");
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(JSON);
    }

    /** Succeeds with the body; fails with {@link CallerFault} when it is no JSON object, or too long. */
    Future<JsonObject> json() {
        if (!isJson()) {
            return Future.failedFuture(
                    Problem.of(415, "content-type", "content-type: not understood (expected: " + JSON + ")")
                            .fault());
        }
        return body().map(Call::parsed);
    }

    /** The body of a call that needs none: empty, or a JSON object. */
    Future<JsonObject> jsonIfAny() {
        return body().map(bytes -> isJson() && bytes.length() > 0 ? parsed(bytes) : new JsonObject());
    }

    private static JsonObject parsed(Buffer bytes) {
        try {
            return new JsonObject(bytes);
        } catch (DecodeException | ClassCastException other) {
            throw Problem.body("", "body: broken (expected: one JSON object)").fault();
        }
    }

    private Future<Buffer> body() {
        Promise<Buffer> done = Promise.promise();
        Buffer all = Buffer.buffer();
        request().exceptionHandler(done::tryFail);
        request().endHandler(none -> done.tryComplete(all));
        request().handler(part -> {
            if (all.length() + part.length() <= LONGEST_BODY) {
                all.appendBuffer(part);
            } else {
                done.tryFail(Problem.of(413, "too-large", "body: too long (expected: at most 512 KiB)")
                        .fault());
            }
        });
        request().resume();
        return done.future();
    }

    void answer(int status, JsonObject body) {
        var unused = response()
                .setStatusCode(status)
                .putHeader("Content-Type", JSON)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body.toBuffer());
    }
}
