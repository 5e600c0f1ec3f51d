package io.deligate.load;

import io.netty.buffer.ByteBuf;

/**
 * What happens to device connections; one instance may serve very many of them.
 *
 * <p>All methods are called on the connection's event loop and must not block. Each connection begins with {@link
 * #accepted} or not at all, and ends with exactly one {@link #closed}.
 */
public interface DeviceEvents {
    /** The platform has accepted the device (CONNACK 0). */
    void accepted(DeviceConnection device, boolean sessionPresent);

    /**
     * A PUBACK.
     *
     * @param token as given to {@link DeviceConnection#publish}
     */
    default void acknowledged(DeviceConnection device, long token) {}

    /** A SUBACK with what was granted for each filter in their order: 0 to 2, or 128 for a refusal. */
    default void subscribed(DeviceConnection device, int[] granted) {}

    /**
     * A message for the device; it is acknowledged when this returns.
     *
     * @param payload valid until this returns
     */
    default void received(DeviceConnection device, String topic, ByteBuf payload) {}

    /** A PINGRESP. */
    default void pinged(DeviceConnection device) {}

    /** It is over, or never came to be; see {@link Ending}. */
    void closed(DeviceConnection device, Ending ending);
}
