package io.deligate.registryservice.job;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A job's file as a stream of bytes; blocks while a piece is read, so it belongs on a worker thread. */
public final class ChunkStream extends InputStream {
    private static final long LIMIT_SECONDS = 20;

    private final Chunks chunks;
    private final String jobId;
    private byte[] piece = new byte[0];
    private int at;
    private int seq;
    private boolean ended;

    public ChunkStream(Chunks chunks, String jobId) {
        this.chunks = chunks;
        this.jobId = jobId;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    /** False at the end of the file. */
    private boolean fill() throws IOException {
        while (at == piece.length && !ended) {
            Optional<Buffer> next = wait(chunks.read(jobId, seq++));
            piece = next.map(Buffer::getBytes).orElse(new byte[0]);
            at = 0;
            ended = next.isEmpty();
        }
        return !ended;
    }

    private static <T> T wait(Future<T> answer) throws IOException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("a piece of the file cannot be read", failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", stop);
        }
    }
}
