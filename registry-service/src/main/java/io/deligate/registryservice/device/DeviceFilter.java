package io.deligate.registryservice.device;

import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.DeviceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which devices are wanted; null = no matter.
 *
 * @param text a part of the id or the name, in any case
 */
public record DeviceFilter(
        @Nullable ProductModel product,
        @Nullable GroupId group,
        @Nullable Boolean online,
        @Nullable DeviceStatus status,
        @Nullable String text) {}
