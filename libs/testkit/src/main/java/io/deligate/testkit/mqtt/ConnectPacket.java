package io.deligate.testkit.mqtt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/** Builds CONNECT packets, wrong ones too (MQTT 3.1.1, section 3.1). */
public final class ConnectPacket {
    private static final int CLEAN = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;

    private final String id;
    private String protocolName = "MQTT";
    private int level = 4;
    private boolean clean = true;
    private int keepAliveSeconds = 60;
    private int forcedFlags = -1;
    private int willFlags;
    private @Nullable String willTopic;
    private @Nullable String willPayload;
    private @Nullable String user;
    private @Nullable String password;

    private ConnectPacket(String id) {
        this.id = id;
    }

    public static ConnectPacket of(String id) {
        return new ConnectPacket(id);
    }

    /** 4 is MQTT 3.1.1, 3 is 3.1 (with the name {@code MQIsdp}), 5 is MQTT 5 (whose properties this leaves out). */
    @CanIgnoreReturnValue
    public ConnectPacket level(int value) {
        level = value;
        return this;
    }

    @CanIgnoreReturnValue
    public ConnectPacket protocolName(String value) {
        protocolName = value;
        return this;
    }

    @CanIgnoreReturnValue
    public ConnectPacket cleanSession(boolean value) {
        clean = value;
        return this;
    }

    @CanIgnoreReturnValue
    public ConnectPacket keepAlive(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    @CanIgnoreReturnValue
    public ConnectPacket will(String topic, String payload, int qos, boolean retain) {
        willTopic = topic;
        willPayload = payload;
        willFlags = WILL | qos << 3 | (retain ? WILL_RETAIN : 0);
        return this;
    }

    @CanIgnoreReturnValue
    public ConnectPacket user(String value) {
        user = value;
        return this;
    }

    /** Sets the password flag even when no user is given, which the specification forbids. */
    @CanIgnoreReturnValue
    public ConnectPacket password(String value) {
        password = value;
        return this;
    }

    /** Replaces the flags, whatever the payload says. */
    @CanIgnoreReturnValue
    public ConnectPacket flags(int value) {
        forcedFlags = value;
        return this;
    }

    public byte[] bytes() {
        MqttWriter body = new MqttWriter()
                .text(protocolName)
                .octet(level)
                .octet(flags())
                .number(keepAliveSeconds)
                .text(id);
        for (String field : new @Nullable String[] {willTopic, willPayload, user, password}) {
            if (field != null) {
                body.text(field);
            }
        }
        return new Packet(Packet.CONNECT << 4, body.bytes()).bytes();
    }

    private int flags() {
        if (forcedFlags >= 0) {
            return forcedFlags;
        }
        return (clean ? CLEAN : 0) | willFlags | (user == null ? 0 : USER) | (password == null ? 0 : PASSWORD);
    }
}
