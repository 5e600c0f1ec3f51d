package io.deligate.otaservice.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.otaservice.Bucket;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bucket at the start. */
class S3FilesIT {
    private final Vertx vertx = Vertx.vertx();
    private final Bucket bucket = new Bucket();

    @AfterEach
    void close() throws Exception {
        bucket.close();
        var unused = result(vertx.close());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void opened(S3Config config, Clock clock) throws Exception {
        S3Files files = new S3Files(vertx, config, 1, clock);
        Future<Void> open = files.open();
        try {
            var unused = result(open);
        } finally {
            var unusedEnd = result(files.close());
        }
    }

    @Test
    void whatNobodyHasBeenAtForADayIsGone() throws Exception {
        bucket.leaveRests();

        opened(bucket.s3(), Clock.systemUTC());
        assertThat(bucket.files()).hasSize(2);

        opened(bucket.s3(), Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
        assertThat(bucket.files()).isEmpty();
    }

    @Test
    void aKeyThatMayNotUseItStopsTheStartAndIsNotPrinted() {
        assertThatThrownBy(() -> opened(bucket.s3("another secret key"), Clock.systemUTC()))
                .cause()
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("bucket firmware-of-this-test")
                .hasMessageNotContaining("another secret key");
    }
}
