package io.deligate.mqttedge.uplink;

/** Why the next message of a device has to wait; nothing is dropped and nobody is disconnected for any of it. */
enum Brake {
    /** Kafka's client has no room for the last one. */
    NO_ROOM("no-room"),
    /** As many are on their way to Kafka as one device may have. */
    IN_FLIGHT("in-flight"),
    /** As many of its requests wait for their reply to be with it as one device may have (contract 7.2). */
    UNANSWERED("unanswered"),
    /** It sends more messages than it may (A22). */
    MESSAGES("messages"),
    /** It sends more bytes than it may (A22). */
    BYTES("bytes");

    private final String label;

    Brake(String label) {
        this.label = label;
    }

    /** The reason in the metric. */
    String label() {
        return label;
    }
}
