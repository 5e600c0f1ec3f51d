package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.otaservice.api.ServingConfig;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All downloads together get no more than the setting says, and each of them gets its whole file. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class BandwidthIT {
    private static final int CAP = 300_000;
    private static final int DOWNLOADS = 3;
    private static final double SECOND = 1e9;

    /** What may be ahead of the schedule: what the shaper lets through before it looks, and what is on its way then. */
    private static final int AHEAD = CAP;

    /** How many bytes had come when. */
    private record Seen(long nanos, long bytes) {}

    static Stream<String> places() {
        return Stream.of("folder", "bucket");
    }

    @ParameterizedTest
    @MethodSource("places")
    void neverExceedsTheCapAndLosesNothing(String place, TestKafka kafka, TestDatabase database, @TempDir Path files)
            throws Exception {
        byte[] file = new byte[400_000];
        new Random(3).nextBytes(file);
        try (Shelf shelf = place.equals("folder") ? Shelf.folder(files) : new Bucket();
                RunningOta ota = RunningOta.start(kafka, database, capped(files, shelf), "bandwidth" + place + ".")) {
            ota.registry.product("BW1");
            String url = new JsonObject(ota.upload("BW1", "1.0", file).body()).getString("file_path");
            List<Seen> schedule = new ArrayList<>();
            AtomicLong total = new AtomicLong();
            long begun = System.nanoTime();
            List<CompletableFuture<byte[]>> downloads = new ArrayList<>();
            for (int i = 0; i < DOWNLOADS; i++) {
                downloads.add(RunningOta.HTTP
                        .sendAsync(ota.request(url, null).build(), BodyHandlers.ofInputStream())
                        .thenApplyAsync(answer -> read(answer.body(), total, schedule, begun)));
            }

            for (CompletableFuture<byte[]> download : downloads) {
                assertThat(download.get(60, TimeUnit.SECONDS)).isEqualTo(file);
            }
            assertThat(total.get()).isEqualTo((long) DOWNLOADS * file.length);
            // a slow machine only makes it less
            assertThat(schedule).allMatch(seen -> seen.bytes() <= CAP * (seen.nanos() / SECOND) + AHEAD);
        }
    }

    private static ServingConfig capped(Path files, Shelf shelf) {
        ServingConfig usual = RunningOta.serving(files, shelf.s3());
        return new ServingConfig(
                usual.host(),
                usual.port(),
                usual.publicUrl(),
                usual.folder(),
                usual.largestFile(),
                new ByteSize(CAP),
                usual.lease(),
                usual.s3(),
                usual.calls(),
                usual.watch());
    }

    private static byte[] read(InputStream body, AtomicLong total, List<Seen> schedule, long begun) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[4_096];
        try (body) {
            for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
                all.write(piece, 0, length);
                synchronized (schedule) {
                    schedule.add(new Seen(System.nanoTime() - begun, total.addAndGet(length)));
                }
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return all.toByteArray();
    }
}
