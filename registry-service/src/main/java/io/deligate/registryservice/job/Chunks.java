package io.deligate.registryservice.job;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The pieces of a job's file. */
public interface Chunks {
    /** Succeeds once the piece is stored. */
    Future<Void> append(String jobId, int seq, Buffer bytes);

    /** Succeeds with the piece, empty behind the last one. */
    Future<Optional<Buffer>> read(String jobId, int seq);
}
