package io.deligate.registryservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.apiaccess.limit.CallLimits;
import io.deligate.apiaccess.limit.Rate;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.ReplyCode;
import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.ApiKeys;
import io.deligate.registryservice.access.Callers;
import io.deligate.registryservice.change.Actor;
import io.deligate.servicekit.config.Secret;
import io.deligate.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the router does for every call, shown with a contract of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestRouterIT {
    private static final int MOST = 1000;
    private static final JsonObject CONTRACT = new JsonObject("""
            {"x-max-bytes": 100, "paths": {
              "/upload": {"post": {"operationId": "upload", "requestBody": {
                "required": true, "x-stream": true, "x-max-bytes": 1000,
                "content": {"text/csv": {}, "application/x-ndjson": {}}}}},
              "/small": {"post": {"operationId": "small", "requestBody": {
                "content": {"application/json": {"schema": {"type": "object"}}}}}},
              "/events": {"get": {"operationId": "events"}},
              "/broken": {"get": {"operationId": "broken"}},
              "/coded": {"get": {"operationId": "coded"}}
            }}""");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong received = new AtomicLong();
    private final Promise<Void> left = Promise.promise();
    private int port;

    @BeforeAll
    void start() throws Exception {
        Operations operations = new Operations();
        operations.add("upload", this::upload);
        operations.add(
                "small",
                request ->
                        Future.succeededFuture(Answer.json(200, request.body().json())));
        operations.add("events", request -> Future.succeededFuture(Answer.stream("text/event-stream", this::events)));
        operations.add(
                "broken",
                request -> Future.succeededFuture(Answer.stream("text/csv", out -> {
                    var unused = out.write("half");
                    return Future.failedFuture("the source broke");
                })));
        operations.add(
                "coded",
                request -> Future.failedFuture(CallerFault.conflict(
                        "offline", "device: offline (expected: online)", ReplyCode.NO_TARGET.code())));
        Callers callers = new Callers(
                new NoKeys(), new KeyHash(new SecretKeys(new Secret("a secret of the test"))), Clock.systemUTC());
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(true))
                .requestHandler(new RestRouter(
                                vertx,
                                callers,
                                new CallLimits("limited", new Rate(500, 1_000), new Rate(100, 500), meters),
                                new CallMetrics(meters))
                        .build(Contract.of(CONTRACT), operations));
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Future<Answer> upload(Request request) {
        Promise<Answer> answered = Promise.promise();
        AtomicLong bytes = new AtomicLong();
        var stream = request.stream();
        stream.exceptionHandler(answered::tryFail)
                .endHandler(end -> answered.tryComplete(Answer.json(
                        200, new JsonObject().put("bytes", bytes.get()).put("type", request.mediaType()))))
                .handler(part -> {
                    bytes.addAndGet(part.length());
                    received.addAndGet(part.length());
                });
        stream.resume();
        return answered.future();
    }

    private Future<Void> events(HttpServerResponse out) {
        var unused = out.closeHandler(closed -> left.tryComplete());
        return out.write("data: 1\n\n").compose(written -> left.future());
    }

    @Test
    void handsAStreamOnAsItArrives() throws Exception {
        HttpResponse<String> answer = post("/upload", "text/csv; charset=utf-8", "x".repeat(MOST));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("bytes", MOST).put("type", "text/csv"));
    }

    @ParameterizedTest
    @CsvSource({
        "/upload, text/plain, 10, 415",
        "/upload, , 10, 415",
        "/upload, text/csv, 1001, 413",
        "/small, application/json, 101, 413",
        "/small, , 0, 200",
        "/small, text/csv, 2, 415",
    })
    void refusesWhatTheContractDoesNotTake(String path, String type, int bytes, int status) throws Exception {
        assertThat(post(path, type, " ".repeat(bytes)).statusCode()).isEqualTo(status);
    }

    @Test
    void stopsReadingABodyOfUnknownLengthThatIsTooLong() throws Exception {
        long before = received.get();
        InputStream endless = new InputStream() {
            private int left = 50 << 20;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }
        };
        HttpRequest request = request("/upload")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofInputStream(() -> endless))
                .build();
        try {
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        } catch (java.io.IOException connectionEndedWhileSending) {
            assertThat(connectionEndedWhileSending).isNotNull();
        }
        assertThat(received.get() - before).isLessThanOrEqualTo(MOST);
    }

    @Test
    void sendsEventsAtOnceAndLearnsThatTheClientHasLeft() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /events HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("data: 1") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as(seen.toString()).isNotNegative();
                seen.append((char) next);
            }
            assertThat(seen).contains("text/event-stream");
        }
        Await.until(
                Duration.ofSeconds(10),
                "the client's leave",
                () -> left.future().isComplete());
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookComplete() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aProblemCarriesTheDeviceProtocolsCode() throws Exception {
        HttpResponse<String> refused = http.send(request("/coded").build(), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(refused.body()).getInteger("code")).isEqualTo(102);
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest.Builder request =
                request(path).POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static final class NoKeys implements ApiKeys {
        @Override
        public Future<List<ApiKey>> all() {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Page<ApiKey>> list(PageRequest page) {
            return Future.succeededFuture(new Page<>(List.of(), null));
        }

        @Override
        public Future<Optional<ApiKey>> find(String id) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Void> put(ApiKey key, Actor actor) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Removal> remove(String id, Actor actor) {
            return Future.succeededFuture(Removal.UNKNOWN);
        }

        @Override
        public Future<Void> used(String id, Instant at) {
            return Future.succeededFuture();
        }
    }
}
