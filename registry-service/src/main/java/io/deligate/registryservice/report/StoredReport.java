package io.deligate.registryservice.report;

import io.deligate.protocol.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of reports says about one device; null keeps what is stored (A47, R73).
 *
 * @param product the product of the session that reported, null when the record does not tell
 * @param properties a JSON object as the device spelt it
 */
public record StoredReport(
        DeviceId device,
        @Nullable String product,
        @Nullable String name,
        @Nullable String productVersion,
        @Nullable String properties) {
    /** This report with a later one over it. */
    StoredReport then(StoredReport later) {
        return new StoredReport(
                device,
                newer(later.product, product),
                newer(later.name, name),
                newer(later.productVersion, productVersion),
                newer(later.properties, properties));
    }

    private static @Nullable String newer(@Nullable String later, @Nullable String earlier) {
        return later == null ? earlier : later;
    }
}
