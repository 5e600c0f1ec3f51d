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
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulated attendance machine: sets its clock, describes itself, asks how it stands every now and then, and does its
 * business with the cloud apps it is bound to.
 */
final class DemoDevice extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(DemoDevice.class);
    private static final Duration ASKS_EVERY = Duration.ofSeconds(10);
    private static final Duration SYNCS_EVERY = Duration.ofSeconds(20);
    private static final Duration SOMEBODY_COMES_EVERY = Duration.ofSeconds(2);
    private static final int MESSAGE_TO_APP = 300;
    private static final int MESSAGE_FROM_APP = 301;
    private static final int APP_NOTICE = 204;
    private static final Duration RECONNECTS_AFTER = Duration.ofSeconds(3);

    /** What a device needs for its CONNECT. */
    record Credentials(String clientId, String userName, String password) {}

    private final Credentials credentials;
    private final int port;
    private final AttendanceMachine machine = new AttendanceMachine(Clock.systemUTC());
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
        vertx.setPeriodic(SYNCS_EVERY.toMillis(), timer -> syncUsers());
        vertx.setPeriodic(SOMEBODY_COMES_EVERY.toMillis(), timer -> checkin());
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
        next.publishHandler(message -> hear(message.payload().toJsonObject()));
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
        syncUsers();
    }

    private void hear(JsonObject message) {
        log.atDebug().addKeyValue("device_id", credentials.clientId()).log("received {}", message);
        int action = message.getInteger("action", 0);
        JsonObject data = message.getJsonObject("data", new JsonObject());
        if (action == MESSAGE_FROM_APP) {
            machine.hear(message.getString("from", ""), data);
        } else if (action == APP_NOTICE && data.getInteger("status", 0) == 1) {
            syncUsers();
        }
    }

    private void syncUsers() {
        say(MESSAGE_TO_APP, machine.userSync());
    }

    /** A report that expects no answer has no {@code mid}. */
    private void checkin() {
        if (isConnected()) {
            machine.checkin().ifPresent(data -> publish(message(MESSAGE_TO_APP).put("data", data)));
        }
    }

    private void say(int action, @Nullable JsonObject data) {
        JsonObject message = message(action).put("mid", Long.toString(++messages));
        publish(data == null ? message : message.put("data", data));
    }

    private static JsonObject message(int action) {
        return new JsonObject().put("time", System.currentTimeMillis() / 1_000).put("action", action);
    }

    private boolean isConnected() {
        MqttClient connected = client;
        return connected != null && connected.isConnected();
    }

    private void publish(JsonObject message) {
        MqttClient connected = client;
        if (connected == null || !connected.isConnected()) {
            return;
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
