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
        @Nullable ReportedVersion version,
        @Nullable String properties) {
    /** This report with a later one over it. */
    StoredReport then(StoredReport later) {
        return new StoredReport(
                device,
                newer(later.product, product),
                newer(later.name, name),
                version == null || later.version == null ? newer(later.version, version) : version.then(later.version),
                newer(later.properties, properties));
    }

    private static <T> @Nullable T newer(@Nullable T later, @Nullable T earlier) {
        return later == null ? earlier : later;
    }
}
