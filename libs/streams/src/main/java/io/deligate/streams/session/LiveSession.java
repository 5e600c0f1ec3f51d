package io.deligate.streams.session;

import io.deligate.protocol.ProductModel;
import io.deligate.streams.topic.EdgeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a device is connected; of two sessions of one device the one with the higher epoch is the newer.
 *
 * @param kept what it had subscribed when the session began; null when nothing is kept of it
 */
public record LiveSession(
        EdgeId edge,
        long epoch,
        ProductModel product,
        Instant since,
        @Nullable KeptSubscriptions kept) {
    /** A session of which nothing is kept. */
    public LiveSession(EdgeId edge, long epoch, ProductModel product, Instant since) {
        this(edge, epoch, product, since, null);
    }
}
