package io.deligate.registryservice.activation;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;

/**
 * Writes the two links that the protocol document prints, to the letter: one writes {@code connType}, the other
 * {@code conntype} (A8). Models and ids need no escaping.
 *
 * @param base what stands before the question mark
 */
public record ActivationLinks(String base) {
    /** For every device of a product: printed once, on the box. */
    public String of(ProductModel model, ConnType type) {
        return base + "?from=device&action=activate&product=" + model + "&connType=" + type.text();
    }

    /** For one device that gets into the network by itself. */
    public String of(ProductModel model, DeviceId device) {
        return base + "?from=device&action=activate&product=" + model + "&device=" + device + "&conntype=auto";
    }
}
