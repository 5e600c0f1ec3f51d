package io.deligate.standalone;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A simulated device: sets its clock, describes itself, and asks how it stands every now and then. */
final class DemoDevice extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(DemoDevice.class);
    private static final Duration ASKS_EVERY = Duration.ofSeconds(10);
    private static final Duration RECONNECTS_AFTER = Duration.ofSeconds(3);

    /** What a device needs for its CONNECT. */
    record Credentials(String clientId, String userName, String password) {}

    private final Credentials credentials;
    private final int port;
    private @Nullable MqttClient client;
    private boolean stopping;
    private long messages;

    DemoDevice(Credentials credentials, int port) {
        this.credentials = credentials;
        this.port = port;
    }

    /** The credentials of a device under the product-key scheme of the protocol document. */
    static Credentials named(String clientId, String model, String productKey) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest((clientId + "-" + model + "-" + productKey).getBytes(StandardCharsets.UTF_8));
            return new Credentials(clientId, model, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    /** Succeeds at once: a device that cannot connect yet goes on trying. */
    @Override
    public Future<?> start() {
        vertx.setPeriodic(ASKS_EVERY.toMillis(), timer -> say(102, null));
        connect();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        MqttClient connected = client;
        return connected == null || !connected.isConnected() ? Future.succeededFuture() : connected.disconnect();
    }

    private void connect() {
        MqttClient next = MqttClient.create(
                vertx,
                new MqttClientOptions()
                        .setClientId(credentials.clientId())
                        .setUsername(credentials.userName())
                        .setPassword(credentials.password())
                        .setKeepAliveInterval(60));
        client = next;
        next.publishHandler(message ->
                log.atDebug().addKeyValue("device_id", credentials.clientId()).log("received {}", message.payload()));
        next.closeHandler(none -> reconnectLater());
        next.connect(port, "127.0.0.1").onSuccess(accepted -> introduce()).onFailure(refused -> reconnectLater());
    }

    private void introduce() {
        say(100, null);
        say(
                101,
                new JsonObject()
                        .put("name", "Demo machine")
                        .put("product_version", "1.0")
                        .put("properties", new JsonObject().put("site", "demo")));
        say(102, null);
    }

    private void say(int action, @Nullable JsonObject data) {
        MqttClient connected = client;
        if (connected == null || !connected.isConnected()) {
            return;
        }
        JsonObject message = new JsonObject()
                .put("mid", Long.toString(++messages))
                .put("time", System.currentTimeMillis() / 1_000)
                .put("action", action);
        if (data != null) {
            message.put("data", data);
        }
        connected
                .publish("device", Buffer.buffer(message.encode()), MqttQoS.AT_LEAST_ONCE, false, false)
                .onFailure(lost -> log.atDebug().setCause(lost).log("not sent"));
    }

    private void reconnectLater() {
        if (!stopping) {
            vertx.setTimer(RECONNECTS_AFTER.toMillis(), timer -> connect());
        }
    }
}
