package io.deligate.otaservice.s3;

import io.deligate.otaservice.firmware.ByteRange;
import io.deligate.otaservice.firmware.FileStore;
import io.deligate.otaservice.firmware.StoreUnavailable;
import io.deligate.otaservice.firmware.StoredFile;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Files in a bucket. A file comes in under a name of its own and gets its real one, its SHA-256, when all of it is there;
 * what a crash leaves is gone at the first start a day later, since another process may still be at it before.
 */
public final class S3Files implements FileStore {
    static final String INCOMING = "incoming/";

    private static final Logger log = LoggerFactory.getLogger(S3Files.class);

    private static final int THREADS = 2;

    /** Downloads and uploads at once. */
    private static final int MOST_CONNECTIONS = 10_000;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Vertx vertx;
    private final S3Config config;
    private final long most;
    private final Clock clock;

    private @Nullable S3AsyncClient client;

    /**
     * Does nothing before {@link #open}.
     *
     * @param most how many bytes a file may be long
     */
    public S3Files(Vertx vertx, S3Config config, long most, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.most = most;
        this.clock = clock;
    }

    /** Loads many classes, so not on the event loop. */
    private S3AsyncClient connect() {
        Secret secret = Objects.requireNonNull(config.secretKey());
        S3AsyncClientBuilder builder = S3AsyncClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(config.accessKey(), secret.reveal())))
                // other stores than Amazon's do not know the newer checksums
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(THREADS))
                        .maxConcurrency(MOST_CONNECTIONS)
                        .connectionTimeout(CONNECT_WITHIN)
                        .readTimeout(QUIET)
                        .writeTimeout(QUIET));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint()).forcePathStyle(true);
        }
        return builder.build();
    }

    @Override
    public Future<Void> open() {
        return vertx.executeBlocking(this::connect, false)
                .compose(connected -> {
                    client = connected;
                    return asked(s3 -> s3.headBucket(request -> request.bucket(config.bucket())));
                })
                .recover(failure -> Future.failedFuture(new StartFailure(
                        failure.getMessage() + ": " + String.valueOf(failure.getCause()),
                        "a bucket that this key may use; set DELIGATE_OTA_S3_BUCKET, _ENDPOINT, _ACCESS_KEY, _SECRET_KEY",
                        failure)))
                .compose(there -> clear());
    }

    /** What is left of uploads that nobody has been at for long. Not every store can list them. */
    private Future<Void> clear() {
        Instant abandoned = clock.instant().minus(ABANDONED);
        return asked(s3 -> s3.listMultipartUploads(
                        request -> request.bucket(config.bucket()).prefix(INCOMING)))
                .compose(found -> {
                    List<Future<?>> ends = new ArrayList<>();
                    for (MultipartUpload upload : found.uploads()) {
                        if (upload.initiated().isBefore(abandoned)) {
                            ends.add(abort(upload.key(), upload.uploadId()));
                        }
                    }
                    return ends.isEmpty() ? Future.succeededFuture() : Future.all(ends);
                })
                .compose(none -> asked(s3 -> s3.listObjectsV2(
                        request -> request.bucket(config.bucket()).prefix(INCOMING))))
                .compose(found -> {
                    List<Future<?>> ends = new ArrayList<>();
                    for (S3Object rest : found.contents()) {
                        if (rest.lastModified().isBefore(abandoned)) {
                            ends.add(delete(rest.key()));
                        }
                    }
                    return ends.isEmpty() ? Future.succeededFuture() : Future.all(ends);
                })
                .<Void>mapEmpty()
                .recover(failure -> {
                    log.warn("rests of uploads not looked for: {}", String.valueOf(failure.getCause()));
                    return Future.succeededFuture();
                });
    }

    @Override
    public Future<StoredFile> store(ReadStream<Buffer> content) {
        return new S3Upload(this, content, most).run();
    }

    @Override
    public Future<Content> read(String sha256, ByteRange part) {
        String range = "bytes=" + part.from() + "-" + (part.from() + part.length() - 1);
        Context context = vertx.getOrCreateContext();
        return asked(s3 -> s3.getObject(
                        request ->
                                request.bucket(config.bucket()).key(key(sha256)).range(range),
                        AsyncResponseTransformer.<GetObjectResponse>toPublisher()))
                .map(publisher -> response -> S3Delivery.run(publisher, response, context));
    }

    @Override
    public Future<Void> close() {
        S3AsyncClient open = client;
        return open == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(
                        () -> {
                            open.close();
                            return null;
                        },
                        false);
    }

    String bucket() {
        return config.bucket();
    }

    /** Where the file with this SHA-256 is. */
    static String key(String sha256) {
        return sha256.substring(0, 2) + "/" + sha256;
    }

    Future<?> abort(String key, String uploadId) {
        return asked(s3 -> s3.abortMultipartUpload(
                request -> request.bucket(config.bucket()).key(key).uploadId(uploadId)));
    }

    Future<?> delete(String key) {
        return asked(
                s3 -> s3.deleteObject(request -> request.bucket(config.bucket()).key(key)));
    }

    /** Succeeds, on the caller's context, with the answer; fails with {@link StoreUnavailable}. */
    <T> Future<T> asked(Function<S3AsyncClient, CompletionStage<T>> question) {
        S3AsyncClient open = client;
        if (open == null) {
            return Future.failedFuture(new IllegalStateException("the bucket is not open"));
        }
        return Future.fromCompletionStage(question.apply(open), vertx.getOrCreateContext())
                .recover(failure -> Future.failedFuture(new StoreUnavailable(
                        "bucket " + config.bucket(),
                        failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure)));
    }
}
