package io.deligate.registryservice.alarm;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One 105.
 *
 * @param product the product of the session that raised it, null when its record does not tell
 * @param at when the edge received it: the device's clock may be wrong
 * @param position its place among the device's messages, rising, and the same when its record comes again
 */
public record Occurrence(
        DeviceId device, @Nullable ProductModel product, long code, String msg, Instant at, long position) {}
