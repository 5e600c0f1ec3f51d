package io.deligate.mqttedge.wire;

import java.util.Locale;

/** The ways in which bytes break MQTT 3.1.1; each ends the connection [MQTT-4.8.0-1]. */
public enum Violation {
    /** The first packet is no CONNECT [MQTT-3.1.0-1]. */
    NOT_CONNECT,
    /** A second CONNECT [MQTT-3.1.0-2]. */
    SECOND_CONNECT,
    /** A packet that only servers send, or a type that does not exist. */
    PACKET_TYPE,
    /** The lower four bits of the first byte are not those of the type [MQTT-2.2.2-2]. */
    HEADER_FLAGS,
    /** A QoS of 3 [MQTT-3.3.1-4, MQTT-3-8.3-4]. */
    QOS,
    /** A remaining length of more than four bytes (2.2.3). */
    LENGTH_FORM,
    /** Longer than we take. */
    TOO_LONG,
    /** A field goes beyond the packet's end, or the packet beyond its last field. */
    WRONG_LENGTH,
    /** Another protocol than MQTT [MQTT-3.1.2-1]. */
    PROTOCOL_NAME,
    /** MQTT of another version; answered with CONNACK 0x01 [MQTT-3.1.2-2]. */
    PROTOCOL_LEVEL,
    /** Connect flags that are reserved or contradict each other (3.1.2.3 to 3.1.2.9). */
    CONNECT_FLAGS,
    /** A string that is not UTF-8, or contains U+0000 or a surrogate [MQTT-1.5.3-1, MQTT-1.5.3-2]. */
    TEXT,
    /** An empty topic or filter [MQTT-4.7.3-1], or a wildcard in a topic [MQTT-3.3.2-2]. */
    TOPIC,
    /** A packet identifier of 0 [MQTT-2.3.1-1]. */
    PACKET_ID,
    /** A SUBSCRIBE or UNSUBSCRIBE without a filter [MQTT-3.8.3-3, MQTT-3.10.3-2]. */
    NO_FILTER,
    /** Reserved bits in the options of a subscription [MQTT-3-8.3-4]. */
    OPTIONS;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands in metrics and logs. */
    public String label() {
        return label;
    }
}
