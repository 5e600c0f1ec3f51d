package io.deligate.otaservice.firmware;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;

/**
 * Where the files of firmware are kept, each under its SHA-256: the same content is kept once, and a name never means
 * anything else. Nothing is ever held in memory as a whole.
 */
public interface FileStore {
    /**
     * Succeeds when files can be kept and nothing half is left from earlier; fails with
     * {@link io.deligate.servicekit.process.StartFailure}.
     */
    Future<Void> open();

    /**
     * Takes a paused stream in, to its end. Succeeds when the whole file would survive a loss of power; fails, and leaves
     * nothing, with {@link FileTooLong}, with {@link StoreUnavailable}, or when the stream breaks off.
     */
    Future<StoredFile> store(ReadStream<Buffer> content);

    /** Succeeds when that part of the file is there to be sent; fails with {@link StoreUnavailable}. */
    Future<Content> read(String sha256, ByteRange part);

    /** Succeeds when nothing is open any more. */
    Future<Void> close();

    /** A part of a file, to be sent once. */
    interface Content {
        /** Succeeds when all is sent and the response has ended; fails when one of the two sides breaks. */
        Future<Void> sendTo(HttpServerResponse response);
    }
}
