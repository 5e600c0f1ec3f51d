package io.deligate.registryservice.credential;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The stored pairs of devices. A change succeeds once it is committed and every edge has been told. */
public interface DeviceSecrets {
    /** How many pairs of a device may be valid, now or later. */
    int MOST = 16;

    /** How a change ended; in all cases but {@link #DONE} nothing was changed. */
    enum Outcome {
        DONE,
        /** The device exists already. */
        EXISTS,
        NO_PRODUCT,
        NO_DEVICE,
        /** The device has {@link #MOST} already. */
        TOO_MANY
    }

    /** Registers a device with its first pair. */
    Future<Outcome> register(ProductModel product, NewSecret first, Actor actor);

    /** Adds a pair; each older one ends {@code overlap} after the new one begins, unless it ends before. */
    Future<Outcome> add(NewSecret secret, Duration overlap, Actor actor);

    /** Succeeds with the pairs, the newest first, also those that have ended; empty when there is no such device. */
    Future<Optional<List<DeviceSecret>>> list(DeviceId device);

    /** Ends a pair now, and the session the device has; succeeds with false when there is none of this id. */
    Future<Boolean> end(DeviceId device, String secretId, Actor actor);
}
