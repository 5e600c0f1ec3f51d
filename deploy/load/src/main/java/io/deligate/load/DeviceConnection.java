package io.deligate.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One device's connection (MQTT 3.1.1), small enough to have fifty thousand of them in one process.
 *
 * <p>Methods may be called on any thread; on the connection's own event loop they act at once. What is asked of a
 * connection that is over is ignored.
 */
public final class DeviceConnection {
    private static final int MOST_BYTES = 1 << 20;

    private final Credentials credentials;
    private final Settings settings;
    private final DeviceEvents events;
    private final Channel channel;
    private final InFlight inFlight = new InFlight();
    private int subscriptions;
    private int connackCode;
    private boolean accepted;
    private boolean wanted;
    private boolean over;
    private boolean unanswered;
    private boolean unflushed;
    private long lastWritten;
    private @Nullable Future<?> nextPing;

    /**
     * How a device behaves.
     *
     * @param keepAlive whole seconds up to 65,535; zero = none. It pings when it has sent nothing for three quarters of it
     * @param cleanSession whether it wants to begin anew
     */
    public record Settings(Duration keepAlive, boolean cleanSession) {
        public static Settings defaults() {
            return new Settings(Duration.ofSeconds(60), true);
        }
    }

    private DeviceConnection(
            Network network, Target target, Credentials credentials, Settings settings, DeviceEvents events) {
        this.credentials = credentials;
        this.settings = settings;
        this.events = events;
        this.channel = network.open(target, new MqttDecoder(MOST_BYTES), MqttEncoder.INSTANCE, new Conversation());
    }

    /** Begins to connect; what comes of it is told to {@code events}. */
    public static DeviceConnection open(
            Network network, Target target, Credentials credentials, Settings settings, DeviceEvents events) {
        DeviceConnection device = new DeviceConnection(network, target, credentials, settings, events);
        var unused = network.connect(device.channel, target).addListener(done -> {
            if (!done.isSuccess()) {
                device.fail(reason(done.cause()));
            }
        });
        return device;
    }

    /** The device's client id. */
    public String clientId() {
        return credentials.clientId();
    }

    /** The loop on which its events are told. */
    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** QoS 1 publishes that have no PUBACK yet; on the event loop only. */
    public int inFlight() {
        return inFlight.open();
    }

    /** Whether its socket takes more at once; a device that goes on nevertheless is kept in memory. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** One SUBSCRIBE for all filters. */
    public void subscribe(int qos, String... filters) {
        onLoop(() -> {
            var packet = MqttMessageBuilders.subscribe().messageId(subscriptions++ % 65_535 + 1);
            for (String filter : filters) {
                packet.addSubscription(MqttQoS.valueOf(qos), filter);
            }
            write(packet.build());
            flush();
        });
    }

    /**
     * Sends a message to the platform.
     *
     * @param payload not copied, so not to be changed
     * @param qos 0 or 1; with 1, {@link DeviceEvents#acknowledged} follows, at most 32,768 of them may be awaited
     * @param token any number but {@code Long.MIN_VALUE}, such as when it was due
     */
    public void publish(String topic, byte[] payload, int qos, long token) {
        onLoop(() -> {
            if (accepted && !over) {
                int id = qos == 0 ? 0 : inFlight.add(token);
                var fixed = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), false, 0);
                write(new MqttPublishMessage(
                        fixed, new MqttPublishVariableHeader(topic, id), Unpooled.wrappedBuffer(payload)));
                flush();
            }
        });
    }

    /** One PINGREQ more than keep-alive asks for; {@link DeviceEvents#pinged} follows. */
    public void ping() {
        onLoop(() -> {
            if (accepted && !over) {
                write(MqttMessage.PINGREQ);
                flush();
            }
        });
    }

    /** Says DISCONNECT and goes. */
    public void disconnect() {
        onLoop(() -> {
            wanted = true;
            if (accepted && !over) {
                write(MqttMessage.DISCONNECT);
                flush();
            }
            var unused = channel.close();
        });
    }

    /** Goes without a word, as when the power fails. */
    public void cut() {
        onLoop(() -> {
            wanted = true;
            var unused = channel.close();
        });
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    private void write(MqttMessage message) {
        lastWritten = System.nanoTime();
        var unused = channel.write(message, channel.voidPromise());
    }

    private void flush() {
        channel.flush();
    }

    private void end(String reason) {
        if (!over) {
            over = true;
            if (nextPing != null) {
                // else it keeps a connection that is long gone, and there may be ten thousand new ones a second
                boolean ignored = nextPing.cancel(false);
            }
            events.closed(this, new Ending(connackCode, accepted, wanted, reason));
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "closed" : String.valueOf(cause.getMessage());
    }

    private void sayHello() {
        write(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(credentials.clientId())
                .username(credentials.userName())
                .password(credentials.password().getBytes(StandardCharsets.UTF_8))
                .hasUser(true)
                .hasPassword(true)
                .keepAlive((int) settings.keepAlive().toSeconds())
                .cleanSession(settings.cleanSession())
                .build());
        flush();
    }

    private void heard(MqttMessage message) {
        switch (message.fixedHeader().messageType()) {
            case CONNACK -> answered((MqttConnAckMessage) message);
            case PUBACK -> acknowledged(((MqttMessageIdVariableHeader) message.variableHeader()).messageId());
            case PUBLISH -> received((MqttPublishMessage) message);
            case SUBACK ->
                events.subscribed(
                        this,
                        ((MqttSubAckMessage) message)
                                .payload().grantedQoSLevels().stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray());
            case PINGRESP -> {
                unanswered = false;
                events.pinged(this);
            }
            default -> fail(message.fixedHeader().messageType() + " from the platform");
        }
    }

    private void answered(MqttConnAckMessage message) {
        MqttConnectReturnCode code = message.variableHeader().connectReturnCode();
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            accepted = true;
            events.accepted(this, message.variableHeader().isSessionPresent());
            keepAlive();
        } else {
            connackCode = code.byteValue();
            fail("refused with " + connackCode);
        }
    }

    private void acknowledged(int packetId) {
        if (inFlight.has(packetId)) {
            events.acknowledged(this, inFlight.remove(packetId));
        } else {
            fail("PUBACK for packet id " + packetId + ", which is not in flight");
        }
    }

    private void received(MqttPublishMessage message) {
        events.received(this, message.variableHeader().topicName(), message.payload());
        if (message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
            write(MqttMessageBuilders.pubAck()
                    .packetId(message.variableHeader().packetId())
                    .build());
            unflushed = true;
        }
    }

    private void fail(String reason) {
        end(reason);
        var unused = channel.close();
    }

    private void keepAlive() {
        long nanos = settings.keepAlive().toNanos() * 3 / 4;
        if (nanos > 0) {
            pingAfter(nanos, nanos);
        }
    }

    private void pingAfter(long nanos, long period) {
        nextPing = channel.eventLoop()
                .schedule(
                        () -> {
                            long left = period - (System.nanoTime() - lastWritten);
                            if (left > 0) {
                                pingAfter(left, period);
                            } else if (unanswered) {
                                fail("no PINGRESP");
                            } else {
                                unanswered = true;
                                write(MqttMessage.PINGREQ);
                                flush();
                                pingAfter(period, period);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /** The connection's place in the pipeline. */
    private final class Conversation extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (context.pipeline().get(SslHandler.class) == null) {
                sayHello();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    sayHello();
                } else {
                    fail("TLS: " + reason(handshake.cause()));
                }
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            try {
                if (read instanceof MqttMessage message && !over) {
                    if (message.decoderResult().isFailure()) {
                        fail("not MQTT: " + reason(message.decoderResult().cause()));
                    } else {
                        heard(message);
                    }
                }
            } finally {
                var unused = ReferenceCountUtil.release(read);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (unflushed) {
                unflushed = false;
                flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(wanted ? "closed by the device" : "closed by the platform");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(
                    cause instanceof DecoderException && cause.getCause() != null
                            ? reason(cause.getCause())
                            : reason(cause));
        }
    }
}
