package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceTopics;
import io.deligate.streams.receipt.ReceiptOutcome;

/** A message on its way to one device; asked and told on the device's event loop. */
public interface Downlink {
    byte[] payload();

    /** The topic it is published on. */
    default String topic() {
        return DeviceTopics.DIRECT;
    }

    /** Whether it is too late to send it. */
    default boolean isExpired() {
        return false;
    }

    /** Whether it is kept for the device's next session when this one ends before its acknowledgement (R46). */
    default boolean outlivesSession() {
        return true;
    }

    /** Whether it is the reply to a request of the session that began under that epoch. */
    default boolean answers(long epoch) {
        return false;
    }

    /** It was handed to the socket for the first time. */
    void written();

    /** Its one outcome. */
    void settled(ReceiptOutcome outcome);
}
