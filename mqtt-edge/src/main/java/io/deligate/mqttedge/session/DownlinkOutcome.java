package io.deligate.mqttedge.session;

/** What became of a message to a device. */
public enum DownlinkOutcome {
    /** The device acknowledged it (PUBACK). */
    DELIVERED("delivered"),
    /** The device is not connected here, or left before it acknowledged. */
    OFFLINE("offline"),
    /** The device has as many messages waiting as it may. */
    REJECTED("rejected");

    private final String label;

    DownlinkOutcome(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
