package io.deligate.simulator.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.simulator.device.Fetched;
import io.deligate.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from an HTTP server that does to them what networks and operators do. */
class DownloaderIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final byte[] FILE = bytes(1, 300_000);
    private static final byte[] OTHER = bytes(2, 250_000);
    private static final String TAG = "\"v1\"";
    private static final String OTHER_TAG = "\"v2\"";
    private static final DownloadLimits QUICK =
            new DownloadLimits(4, Duration.ofSeconds(3), 4, Duration.ofMillis(10), 10_000_000);

    private final Vertx vertx = Vertx.vertx();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Downloader downloader;
    private Host host = (request, number) -> refuse(request, 500);

    /** What a request said about the part it wants. */
    private record Asked(@Nullable String range, @Nullable String ifRange) {}

    /** Answers the requests, from the first on. */
    private interface Host {
        void answer(HttpServerRequest request, int number);
    }

    @BeforeEach
    void open() throws Exception {
        AtomicInteger number = new AtomicInteger();
        server = wait(vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.add(new Asked(request.getHeader("Range"), request.getHeader("If-Range")));
                    host.answer(request, number.incrementAndGet());
                })
                .listen(0, "127.0.0.1"));
        downloader = new Downloader(vertx, QUICK);
    }

    @AfterEach
    void close() throws Exception {
        wait(downloader.close());
        wait(vertx.close());
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    private Future<Downloaded> start(byte[] expected) throws Exception {
        return downloader.fetch(URI.create("http://127.0.0.1:" + server.actualPort() + "/f"), md5(expected));
    }

    private Downloaded fetch(byte[] expected) throws Exception {
        return wait(start(expected));
    }

    /** Answers 200 or 206 as asked, and hangs up after so many bytes of the body. */
    private static void serve(HttpServerRequest request, byte[] file, String tag, int cutAfter) {
        String range = request.getHeader("Range");
        String ifRange = request.getHeader("If-Range");
        boolean part = range != null && (ifRange == null || ifRange.equals(tag));
        int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        var response = request.response()
                .setStatusCode(part ? 206 : 200)
                .putHeader("ETag", tag)
                .putHeader("Content-Length", String.valueOf(file.length - from));
        if (part) {
            response.putHeader("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
        }
        int to = Math.min(file.length, from + cutAfter);
        response.write(Buffer.buffer(file).slice(from, to)).onComplete(written -> {
            if (to == file.length) {
                response.end();
            } else {
                request.connection().close();
            }
        });
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end("no");
    }

    @Test
    void takesAFileInOneGo() throws Exception {
        host = (request, number) -> serve(request, FILE, TAG, FILE.length);

        assertThat(fetch(FILE)).isEqualTo(new Downloaded(Fetched.WHOLE, "", 0));
        assertThat(asked).containsExactly(new Asked(null, null));
    }

    @Test
    void goesOnAfterEachCutWhereItEndedAndAsksForTheSameFile() throws Exception {
        host = (request, number) -> serve(request, FILE, TAG, 100_000);

        Downloaded done = fetch(FILE);

        assertThat(done.how()).isEqualTo(Fetched.WHOLE);
        assertThat(done.resumed()).isEqualTo(asked.size() - 1).isGreaterThanOrEqualTo(2);
        assertThat(asked.subList(1, asked.size())).allSatisfy(again -> {
            assertThat(again.range()).matches("bytes=[1-9]\\d*-");
            assertThat(again.ifRange()).isEqualTo(TAG);
        });
    }

    @Test
    void beginsAnewWhenTheFileHasChangedInTheMeantime() throws Exception {
        host = (request, number) -> {
            if (number == 1) {
                serve(request, FILE, TAG, 100_000);
            } else {
                serve(request, OTHER, OTHER_TAG, OTHER.length);
            }
        };

        assertThat(fetch(OTHER)).isEqualTo(new Downloaded(Fetched.WHOLE, "", 0));
        assertThat(asked.get(1).ifRange()).isEqualTo(TAG);
    }

    @Test
    void beginsAnewWhenAMixtureHasAnotherMd5() throws Exception {
        // no entity tag: nobody can tell that the rest belongs to another file
        host = (request, number) -> {
            byte[] file = number == 1 ? OTHER : FILE;
            serve(request, file, "W/\"weak\"", number == 1 ? 100_000 : FILE.length);
        };

        Downloaded done = fetch(FILE);

        assertThat(done.how()).isEqualTo(Fetched.WHOLE);
        assertThat(asked.get(1).ifRange()).isNull();
        assertThat(asked.get(2)).isEqualTo(new Asked(null, null));
    }

    @Test
    void beginsAnewWhereTheServerGivesAnotherPartThanAskedFor() throws Exception {
        host = (request, number) -> {
            if (number == 2) {
                request.response()
                        .setStatusCode(206)
                        .putHeader("Content-Range", "bytes 5-9/" + FILE.length)
                        .end("odd");
            } else {
                serve(request, FILE, TAG, number == 1 ? 100_000 : FILE.length);
            }
        };

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.WHOLE);
        assertThat(asked.get(2).range()).isNull();
    }

    @Test
    void takes416AsTheEndWhenAllBytesAreThere() throws Exception {
        host = (request, number) -> {
            if (number == 1) {
                // the length is not told, and the connection breaks right behind the last byte
                request.response().putHeader("ETag", TAG).setChunked(true);
                request.response()
                        .write(Buffer.buffer(FILE))
                        .onComplete(done -> request.connection().close());
            } else {
                request.response()
                        .setStatusCode(416)
                        .putHeader("Content-Range", "bytes */" + FILE.length)
                        .end();
            }
        };

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.WHOLE);
        assertThat(asked).hasSize(2);
    }

    @Test
    void beginsAnewAfterA416ThatSaysTheFileIsShorter() throws Exception {
        host = (request, number) -> {
            if (number == 1) {
                serve(request, FILE, TAG, 100_000);
            } else if (number == 2) {
                request.response()
                        .setStatusCode(416)
                        .putHeader("Content-Range", "bytes */10")
                        .end();
            } else {
                serve(request, FILE, TAG, FILE.length);
            }
        };

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.WHOLE);
        assertThat(asked.get(2).range()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 410})
    void endsAtOnceWhenTheServerRefuses(int status) throws Exception {
        host = (request, number) -> refuse(request, status);

        assertThat(fetch(FILE)).isEqualTo(new Downloaded(Fetched.REFUSED, "HTTP " + status, 0));
        assertThat(asked).hasSize(1);
    }

    @Test
    void endsWhenTheServerRefusesTheRest() throws Exception {
        host = (request, number) -> {
            if (number == 1) {
                serve(request, FILE, TAG, 100_000);
            } else {
                refuse(request, 403);
            }
        };

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.REFUSED);
        assertThat(asked).hasSize(2);
    }

    @Test
    void doesNotTryAgainWhatCannotGetBetter() throws Exception {
        host = (request, number) -> refuse(request, 404);

        assertThat(fetch(FILE)).isEqualTo(new Downloaded(Fetched.BROKEN, "HTTP 404", 0));
        assertThat(asked).hasSize(1);
    }

    @Test
    void triesAgainWhileTheServerIsInTrouble() throws Exception {
        host = (request, number) -> {
            if (number <= 2) {
                refuse(request, 503);
            } else {
                serve(request, FILE, TAG, FILE.length);
            }
        };

        assertThat(fetch(FILE)).isEqualTo(new Downloaded(Fetched.WHOLE, "", 0));
        assertThat(asked).hasSize(3);
    }

    @Test
    void givesUpWhenNothingNewComesAnyMore() throws Exception {
        host = (request, number) -> refuse(request, 503);

        assertThat(fetch(FILE)).isEqualTo(new Downloaded(Fetched.BROKEN, "HTTP 503", 0));
        assertThat(asked).hasSize(QUICK.tries());
    }

    @Test
    void givesUpWhenNobodyListens() throws Exception {
        wait(server.close());

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.BROKEN);
    }

    @Test
    void leavesAServerThatSaysNothingMoreAndGoesOn() throws Exception {
        host = (request, number) -> {
            if (number == 1) {
                var unused = request.response()
                        .putHeader("ETag", TAG)
                        .putHeader("Content-Length", String.valueOf(FILE.length))
                        .write(Buffer.buffer(FILE).slice(0, 1_000));
            } else {
                serve(request, FILE, TAG, FILE.length);
            }
        };

        Downloaded done = fetch(FILE);

        assertThat(done).isEqualTo(new Downloaded(Fetched.WHOLE, "", 1));
        assertThat(asked.get(1).range()).isEqualTo("bytes=1000-");
    }

    @Test
    void triesAFileWithAnotherMd5OnceMore() throws Exception {
        host = (request, number) -> serve(request, number == 1 ? OTHER : FILE, TAG, FILE.length);

        assertThat(fetch(FILE).how()).isEqualTo(Fetched.WHOLE);
    }

    @Test
    void doesNotTakeAFileWithAnotherMd5() throws Exception {
        host = (request, number) -> serve(request, OTHER, TAG, OTHER.length);

        Downloaded done = fetch(FILE);

        assertThat(done.how()).isEqualTo(Fetched.BROKEN);
        assertThat(done.detail()).isEqualTo("MD5 " + md5(OTHER) + " (expected: " + md5(FILE) + ")");
        assertThat(asked).hasSize(2);
    }

    @Test
    void doesNotTakeAFileThatNeverEnds() throws Exception {
        byte[] part = bytes(3, 1_000_000);
        host = (request, number) -> {
            request.response().setChunked(true);
            pour(request, part);
        };

        Downloaded done = fetch(FILE);

        assertThat(done.how()).isEqualTo(Fetched.BROKEN);
        assertThat(done.detail()).isEqualTo("more than 10000000 bytes");
    }

    private static void pour(HttpServerRequest request, byte[] part) {
        request.response().write(Buffer.buffer(part)).onSuccess(written -> pour(request, part));
    }

    @Test
    void hasAFewDownloadsAtOnceAndTheOthersWait() throws Exception {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        host = (request, number) -> held.add(request);
        List<Future<Downloaded>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(start(FILE));
        }

        int served = 0;
        int most = 0;
        while (served < all.size()) {
            int next = served;
            Await.until(SOON, "a request", () -> held.size() > next);
            most = Math.max(most, held.size() - served);
            serve(held.get(served++), FILE, TAG, FILE.length);
        }

        assertThat(most).isBetween(1, QUICK.parallel());
        for (Future<Downloaded> each : all) {
            assertThat(wait(each).how()).isEqualTo(Fetched.WHOLE);
        }
    }
}
