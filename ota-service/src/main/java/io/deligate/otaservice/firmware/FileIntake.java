package io.deligate.otaservice.firmware;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.ReadStream;

/** Writes a stream to a file as fast as the disk takes it, and hashes it on the way. */
final class FileIntake {
    private final ReadStream<Buffer> content;
    private final AsyncFile file;
    private final Intake intake;
    private final Promise<StoredFile> done = Promise.promise();
    private int writing;
    private boolean ended;

    private FileIntake(ReadStream<Buffer> content, AsyncFile file, long most) {
        this.content = content;
        this.file = file;
        this.intake = new Intake(most);
    }

    /** Succeeds when everything is written to the file; fails when it is too long or one of the two sides breaks. */
    static Future<StoredFile> run(ReadStream<Buffer> content, AsyncFile file, long most) {
        FileIntake intake = new FileIntake(content, file, most);
        file.exceptionHandler(intake::failed);
        content.exceptionHandler(intake::failed);
        content.handler(intake::part);
        content.endHandler(none -> intake.end());
        content.resume();
        return intake.done.future();
    }

    private void part(Buffer part) {
        if (done.future().isComplete()) {
            return;
        }
        try {
            intake.add(part);
        } catch (FileTooLong tooLong) {
            failed(tooLong);
            return;
        }
        writing++;
        var unused = file.write(part).onComplete(written -> {
            writing--;
            if (written.failed()) {
                failed(written.cause());
            }
            completeAtEnd();
        });
        if (file.writeQueueFull()) {
            content.pause();
            file.drainHandler(drained -> content.resume());
        }
    }

    private void end() {
        ended = true;
        completeAtEnd();
    }

    private void completeAtEnd() {
        if (ended && writing == 0 && !done.future().isComplete()) {
            done.complete(intake.end());
        }
    }

    /** What still comes is read and thrown away, so that the sender hears the answer. */
    private void failed(Throwable cause) {
        if (done.tryFail(cause)) {
            content.handler(rest -> {});
            content.resume();
        }
    }
}
