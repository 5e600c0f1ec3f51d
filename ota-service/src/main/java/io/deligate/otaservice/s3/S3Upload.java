package io.deligate.otaservice.s3;

import io.deligate.otaservice.firmware.FileTooLong;
import io.deligate.otaservice.firmware.Intake;
import io.deligate.otaservice.firmware.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Brings one stream into the bucket, as fast as the bucket takes it, and hashes it on the way. A part is in memory at a
 * time; while it is on its way nothing more is read. For one event loop.
 */
final class S3Upload {
    /** S3 takes no smaller ones but at the end; it also bounds what an upload needs of memory. */
    private static final int PART = 8 << 20;

    private final S3Files files;
    private final ReadStream<Buffer> content;
    private final Intake intake;
    private final String key = S3Files.INCOMING + UUID.randomUUID();
    private final List<CompletedPart> parts = new ArrayList<>();
    private final Promise<StoredFile> done = Promise.promise();
    private Buffer waiting = Buffer.buffer();
    private Future<?> sending = Future.succeededFuture();
    private @Nullable String uploadId;
    private boolean ended;

    S3Upload(S3Files files, ReadStream<Buffer> content, long most) {
        this.files = files;
        this.content = content;
        this.intake = new Intake(most);
    }

    /** Succeeds when the file has its name; fails, and leaves nothing, when it is too long or one of the sides breaks. */
    Future<StoredFile> run() {
        content.exceptionHandler(this::failed);
        content.handler(this::take);
        content.endHandler(none -> end());
        content.resume();
        return done.future()
                .recover(cause -> sending.otherwiseEmpty()
                        .compose(idle -> forget())
                        .transform(gone -> Future.failedFuture(cause)));
    }

    private void take(Buffer bytes) {
        if (ended) {
            return;
        }
        try {
            intake.add(bytes);
        } catch (FileTooLong tooLong) {
            failed(tooLong);
            return;
        }
        waiting.appendBuffer(bytes);
        if (waiting.length() < PART) {
            return;
        }
        content.pause();
        sending = sendPart().onSuccess(sent -> content.resume()).onFailure(this::failed);
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        StoredFile file = intake.end();
        Future<?> stored = uploadId == null
                ? putWhole(file)
                : (waiting.length() == 0 ? Future.succeededFuture() : sendPart()).compose(sent -> name(file));
        sending = stored;
        var unused = stored.onSuccess(named -> done.tryComplete(file)).onFailure(done::tryFail);
    }

    private Future<?> putWhole(StoredFile file) {
        byte[] bytes = waiting.getBytes();
        return bytes.length == 0
                ? Future.succeededFuture()
                : files.asked(s3 -> s3.putObject(
                        request -> request.bucket(files.bucket()).key(S3Files.key(file.sha256())),
                        AsyncRequestBody.fromBytesUnsafe(bytes)));
    }

    private Future<?> sendPart() {
        byte[] bytes = waiting.getBytes();
        waiting = Buffer.buffer();
        int number = parts.size() + 1;
        return upload().compose(id -> files.asked(s3 -> s3.uploadPart(
                        request -> request.bucket(files.bucket())
                                .key(key)
                                .uploadId(id)
                                .partNumber(number),
                        AsyncRequestBody.fromBytesUnsafe(bytes))))
                .onSuccess(sent -> parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(sent.eTag())
                        .build()));
    }

    private Future<String> upload() {
        String begun = uploadId;
        return begun != null
                ? Future.succeededFuture(begun)
                : files.asked(s3 -> s3.createMultipartUpload(
                                request -> request.bucket(files.bucket()).key(key)))
                        .map(created -> {
                            uploadId = created.uploadId();
                            return created.uploadId();
                        });
    }

    /** The bucket itself copies the whole file to its name: it is there at once or not at all. */
    private Future<?> name(StoredFile file) {
        return files.asked(s3 -> s3.completeMultipartUpload(request -> request.bucket(files.bucket())
                        .key(key)
                        .uploadId(uploadId)
                        .multipartUpload(all -> all.parts(parts))))
                .compose(whole -> files.asked(s3 -> s3.copyObject(request -> request.sourceBucket(files.bucket())
                        .sourceKey(key)
                        .destinationBucket(files.bucket())
                        .destinationKey(S3Files.key(file.sha256())))))
                .compose(named -> files.delete(key).transform(gone -> Future.succeededFuture()));
    }

    /** Whatever cannot be taken away now is taken away by a later start. */
    private Future<Void> forget() {
        String begun = uploadId;
        return begun == null
                ? Future.succeededFuture()
                : files.abort(key, begun)
                        .transform(aborted -> files.delete(key))
                        .transform(gone -> Future.succeededFuture());
    }

    /** What still comes is read and thrown away, so that the sender hears the answer. */
    private void failed(Throwable cause) {
        if (done.tryFail(cause)) {
            ended = true;
            waiting = Buffer.buffer();
            content.handler(rest -> {});
            content.resume();
        }
    }
}
