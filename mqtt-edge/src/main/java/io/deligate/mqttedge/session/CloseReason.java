package io.deligate.mqttedge.session;

/** Why a session ended; the wire form stands in offline records and metrics. */
public enum CloseReason {
    /** The device said DISCONNECT. */
    DISCONNECTED("disconnected"),
    /** The connection broke or the keep-alive ran out. */
    CONNECTION_LOST("connection-lost"),
    /** A newer session of the same id exists; nobody needs to be told that this one ended. */
    TAKEN_OVER("taken-over"),
    /** It published to a topic other than {@code device} (A19). */
    WRONG_TOPIC("wrong-topic"),
    /** Ten payloads in a row could not be decoded (A43). */
    GARBAGE("garbage"),
    /** It broke a rule of MQTT 3.1.1. */
    VIOLATION("protocol-violation"),
    /** Kafka refused an uplink for good; the device sends it again over a new connection. */
    UPLINK_FAILED("uplink-failed"),
    /** This edge gives its devices away and goes on running. */
    DRAINED("drained"),
    /** This edge held far more devices than the others. */
    SHED("shed"),
    /** This edge was shut down. */
    EDGE_STOPPED("edge-stopped"),
    /** This edge died and closes the books of its former life (design D7). */
    EDGE_RESTARTED("edge-restarted");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Whether the device brought it about by something it may not do. */
    public boolean isDevicesFault() {
        return this == WRONG_TOPIC || this == GARBAGE || this == VIOLATION;
    }
}
