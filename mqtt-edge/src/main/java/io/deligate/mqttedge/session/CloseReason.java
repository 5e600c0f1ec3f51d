package io.deligate.mqttedge.session;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    /** It went on sending requests and acknowledged no reply for a minute; over a new connection both begin afresh. */
    UNACKNOWLEDGED("unacknowledged"),
    /** Kafka refused an uplink for good; the device sends it again over a new connection. */
    UPLINK_FAILED("uplink-failed"),
    /** This edge gives its devices away and goes on running. */
    DRAINED("drained"),
    /** This edge held far more devices than the others. */
    SHED("shed"),
    /** The platform banned the device. */
    BANNED("banned"),
    /** The platform disabled the device's product. */
    PRODUCT_DISABLED("product-disabled"),
    /** The platform withdrew the credentials the device came with. */
    CREDENTIALS_REVOKED("credentials-revoked"),
    /** The platform deleted the device. */
    DELETED("deleted"),
    /** This edge was shut down. */
    EDGE_STOPPED("edge-stopped"),
    /** This edge died and closes the books of its former life (design D7). */
    EDGE_RESTARTED("edge-restarted"),
    /** The edge that held the session has not been heard of for a while; another one says so (design D7). */
    EDGE_LOST("edge-lost");

    private static final Map<String, CloseReason> ORDERS = Stream.of(
                    BANNED, PRODUCT_DISABLED, CREDENTIALS_REVOKED, DELETED)
            .collect(Collectors.toMap(CloseReason::label, Function.identity()));

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

    /** The reason with that label, if it is one for which the platform may end a session. */
    public static Optional<CloseReason> order(String label) {
        return Optional.ofNullable(ORDERS.get(label));
    }
}
