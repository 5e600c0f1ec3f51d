package io.deligate.otaservice.firmware;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UpgradeType;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model's firmware.
 *
 * @param seq its place in the model's order
 * @param url where the file is when it is not kept here, else null
 * @param md5 32 hexadecimal digits
 * @param sha256 64 hexadecimal digits; null when the file is elsewhere and nobody said
 */
public record Firmware(
        String id,
        ProductModel product,
        String version,
        long seq,
        UpgradeType upgradeType,
        @Nullable URI url,
        String md5,
        @Nullable String sha256,
        long size,
        Instant createdAt) {}
