package io.deligate.registryservice.job;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Brings a file into its pieces as it arrives: one piece in memory, the next one only when it is stored. */
public final class FileUpload {
    /** How long a piece is. */
    static final int PIECE = 256 << 10;

    private final Chunks chunks;
    private final String jobId;
    private final ReadStream<Buffer> body;
    private final Promise<Void> done = Promise.promise();
    private Buffer piece = Buffer.buffer();
    private Future<Void> written = Future.succeededFuture();
    private int seq;

    private FileUpload(Chunks chunks, String jobId, ReadStream<Buffer> body) {
        this.chunks = chunks;
        this.jobId = jobId;
        this.body = body;
    }

    /** Reads the paused stream to its end. Succeeds when all of it is stored; fails when it breaks off or cannot be. */
    public static Future<Void> run(Chunks chunks, String jobId, ReadStream<Buffer> body) {
        FileUpload upload = new FileUpload(chunks, jobId, body);
        body.exceptionHandler(upload::failed);
        body.handler(upload::part);
        body.endHandler(none -> upload.end());
        body.resume();
        return upload.done.future();
    }

    private void part(Buffer part) {
        piece.appendBuffer(part);
        if (piece.length() >= PIECE && !done.future().isComplete()) {
            body.pause();
            var unused = write().onSuccess(none -> body.resume());
        }
    }

    private void end() {
        var unused = (piece.length() > 0 ? write() : written).onSuccess(none -> done.tryComplete());
    }

    private Future<Void> write() {
        Buffer full = piece;
        int place = seq++;
        piece = Buffer.buffer();
        written = written.compose(none -> chunks.append(jobId, place, full)).onFailure(this::failed);
        return written;
    }

    /** What still comes is read and thrown away, so that the sender hears the answer. */
    private void failed(Throwable cause) {
        if (done.tryFail(cause)) {
            body.handler(rest -> {});
            body.resume();
        }
    }
}
