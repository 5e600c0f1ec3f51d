package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device as edges and dispatchers need it.
 *
 * @param name what it calls itself, empty when it never said
 * @param group the organisation it is bound to, null when unbound
 * @param apps the apps it is bound to, in the order of their numbers
 * @param productVersion what the device reported last, empty when it never did
 * @param credentials its own user names and passwords, also those whose time has not come or is over; when there are
 *     any, they are the only ones that count (A10)
 * @param epoch the newest session the registry knows, {@link #NO_SESSION} before the first
 * @param connectedAt when that session began
 * @param previousAccess when the session before that one began
 */
public record DeviceView(
        DeviceId id,
        ProductModel product,
        String name,
        DeviceStatus status,
        @Nullable GroupId group,
        List<AppId> apps,
        String productVersion,
        List<CredentialVerifier> credentials,
        long epoch,
        @Nullable Instant connectedAt,
        @Nullable Instant previousAccess) {
    public DeviceView {
        apps = List.copyOf(apps);
        credentials = List.copyOf(credentials);
    }

    /** The epoch of a device that has never been connected. */
    public static final long NO_SESSION = -1;

    /** Whether the product key opens nothing for this device (A10, R12). */
    public boolean ownCredentials() {
        return !credentials.isEmpty();
    }

    /**
     * The connect before the session that asks, empty when that session is the device's first (A50, R78).
     *
     * <p>A device may ask faster than the registry hears of its session. Then the newest session known here is already
     * the previous one.
     */
    public Optional<Instant> lastAccessFor(long requestEpoch) {
        return Optional.ofNullable(requestEpoch > epoch ? connectedAt : previousAccess);
    }
}
