package io.deligate.registryservice.presence;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of session records says about one device.
 *
 * @param epoch the newest session
 * @param began when it began
 * @param ended whether its end is in the batch too
 * @param previousEpoch the newest session before it that is in the batch, -1 without one
 * @param previousBegan when that one began
 */
public record SessionChange(
        DeviceId device,
        ProductModel product,
        String edge,
        long epoch,
        Instant began,
        boolean ended,
        long previousEpoch,
        @Nullable Instant previousBegan) {
    static final long NONE = -1;

    /** A session that is the first of its device in the batch. */
    static SessionChange first(
            DeviceId device, ProductModel product, String edge, long epoch, Instant began, boolean ended) {
        return new SessionChange(device, product, edge, epoch, began, ended, NONE, null);
    }

    /** A newer session: the one until now becomes the previous one. */
    SessionChange followedBy(SessionChange newer) {
        return new SessionChange(
                device, newer.product, newer.edge, newer.epoch, newer.began, newer.ended, epoch, began);
    }

    SessionChange asEnded() {
        return new SessionChange(device, product, edge, epoch, began, true, previousEpoch, previousBegan);
    }
}
