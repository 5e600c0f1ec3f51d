package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/**
 * 402: a device now belongs to this app.
 *
 * @param groupId the organisation it belongs to, null when there is none
 */
public record DeviceBound(
        Mid mid, AppId appId, DeviceId device, @Nullable GroupId groupId, String name, boolean online, Product product)
        implements ToApp {
    public static final int ACTION = 402;

    /** What kind of device it is. */
    public record Product(ProductModel model, ProductType type, String name) {}

    @Override
    public String from() {
        return Envelope.SYSTEM;
    }

    @Override
    public int action() {
        return ACTION;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.deviceBound(this);
    }
}
