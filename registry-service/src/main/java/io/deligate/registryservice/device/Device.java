package io.deligate.registryservice.device;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.DeviceStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device as operators see it.
 *
 * @param apps the apps it is bound to, in the order of their numbers
 * @param properties the JSON object it reported last, as it was spelt; null when it never did
 * @param edge where its newest session is or was
 * @param connectedAt when its newest session began
 * @param lastError what last went wrong with it
 * @param revision counts the changes that operators made
 */
public record Device(
        DeviceId id,
        ProductModel product,
        String name,
        DeviceStatus status,
        @Nullable GroupId group,
        List<AppId> apps,
        String productVersion,
        @Nullable String properties,
        boolean online,
        String edge,
        @Nullable Instant connectedAt,
        @Nullable String lastError,
        long revision) {
    public Device {
        apps = List.copyOf(apps);
    }
}
