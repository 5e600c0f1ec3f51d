package io.deligate.otaservice.api;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.paging.PageToken;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
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

    private final RoutingContext context;
    private final Body content;
    private final Caller caller;
    private final Supplier<Future<Boolean>> stillKnown;

    Call(RoutingContext context, Body content, Caller caller, Supplier<Future<Boolean>> stillKnown) {
        this.context = context;
        this.content = content;
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

    /** What comes with the call, paused. */
    ReadStream<Buffer> content() {
        return content;
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

    /** What {@code page_size} and {@code page_token} ask for. */
    PageRequest page() {
        String size = parameter("page_size");
        String token = parameter("page_token");
        return new PageRequest(
                size == null
                        ? PageRequest.USUAL_SIZE
                        : Optional.of(size)
                                .filter(text -> text.matches("[0-9]{1,4}"))
                                .map(Integer::valueOf)
                                .filter(number -> number >= 1 && number <= PageRequest.MOST)
                                .orElseThrow(() -> Problem.parameter(
                                                "page_size", "bad value (expected: 1 to " + PageRequest.MOST + ")")
                                        .fault()),
                token == null
                        ? ""
                        : PageToken.key(token)
                                .orElseThrow(() -> Problem.parameter(
                                                "page_token",
                                                "bad value (expected: a token as an earlier page gave it)")
                                        .fault()));
    }

    /** The members that every page of a list has. */
    static <T> JsonObject json(Page<T> page, Function<T, JsonObject> item) {
        String lastKey = page.lastKey();
        return new JsonObject()
                .put("items", new JsonArray(page.items().stream().map(item).toList()))
                .put("next_page_token", lastKey == null ? "" : PageToken.of(lastKey));
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
        content.exceptionHandler(done::tryFail)
                .endHandler(none -> done.tryComplete(all))
                .handler(part -> {
                    if (all.length() + part.length() <= LONGEST_BODY) {
                        all.appendBuffer(part);
                    } else {
                        done.tryFail(Problem.of(413, "too-large", "body: too long (expected: at most 512 KiB)")
                                .fault());
                    }
                })
                .resume();
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
