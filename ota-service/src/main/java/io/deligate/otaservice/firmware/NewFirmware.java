package io.deligate.otaservice.firmware;

import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A firmware to be registered; it gets its place in the model's order with that. */
public record NewFirmware(
        ProductType type,
        ProductModel product,
        String version,
        UpgradeType upgradeType,
        @Nullable URI url,
        String md5,
        @Nullable String sha256,
        long size) {}
