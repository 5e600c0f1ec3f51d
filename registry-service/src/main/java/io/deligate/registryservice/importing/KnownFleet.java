package io.deligate.registryservice.importing;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryview.AuthScheme;
import java.util.List;
import java.util.Map;

/**
 * What the database says about the devices of some lines.
 *
 * @param products the products that exist
 * @param devices the devices that exist
 * @param earlier in which line of the same file a device stood already
 */
public record KnownFleet(
        Map<ProductModel, AuthScheme> products, Map<DeviceId, Existing> devices, Map<String, Long> earlier) {
    /** A device with its pairs that have not ended. */
    public record Existing(ProductModel product, String name, List<NewSecret> secrets) {}
}
