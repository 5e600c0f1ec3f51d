package io.deligate.mqttedge.access;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** Why a CONNECT is refused, and the CONNACK code that says so (A26): unknown and wrong look alike from outside. */
public enum Refusal {
    BAD_ID("bad-id", MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED),
    NO_CREDENTIALS("no-credentials", MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    UNKNOWN_PRODUCT("unknown-product", MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    BAD_PASSWORD("bad-password", MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    /** The device has credentials of its own and showed others: the product key opens nothing for it (A10, R12). */
    OWN_CREDENTIALS("own-credentials", MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    /** Its product asks for a client certificate, and it has shown none of its own (A2). */
    NO_CERTIFICATE("no-certificate", MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    /** The device's own pair, before its time or after it. */
    CREDENTIALS_EXPIRED("credentials-expired", MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    NOT_PRE_REGISTERED("not-pre-registered", MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    PRODUCT_DISABLED("product-disabled", MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    BANNED("banned", MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    /** A Will may only go where uplinks go (A18, R26). */
    WILL_TOPIC("will-topic", MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    /** The registry or Kafka did not answer in time. */
    UNAVAILABLE("unavailable", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    /** More devices connect at once than this edge can take (A22, R29). */
    CONNECT_RATE("connect-rate", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    /** This device connects too often (A22, R29). */
    DEVICE_CONNECT_RATE("device-connect-rate", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    /** This edge holds as many connections as it may. */
    FULL("full", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    /** Several clients take the session of one id from each other (A15, R20). */
    DUPLICATE_ID("duplicate-id", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    /** A newer connection of the same id came in between. */
    SUPERSEDED("superseded", MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);

    private final String label;
    private final MqttConnectReturnCode code;

    Refusal(String label, MqttConnectReturnCode code) {
        this.label = label;
        this.code = code;
    }

    /** The name in metrics and logs. */
    public String label() {
        return label;
    }

    public MqttConnectReturnCode code() {
        return code;
    }
}
