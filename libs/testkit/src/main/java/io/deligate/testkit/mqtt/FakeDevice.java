package io.deligate.testkit.mqtt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.Mid;
import io.deligate.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * A device over the Eclipse Paho client, which shares no code with the edge.
 *
 * <p>Set it up, {@code connect()}, talk. It acknowledges what it receives at once and never reconnects by itself: a
 * device that comes back is a new one with the same id.
 */
public final class FakeDevice implements AutoCloseable {
    /** What {@link #connackCode()} says when the connection ended without a CONNACK. */
    public static final int NO_CONNACK = -1;

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int HIGHEST_CONNACK_CODE = 5;

    private final String id;
    private final MqttAsyncClient client;
    private final MqttConnectOptions options = new MqttConnectOptions();
    private final BlockingQueue<Received> replies = new LinkedBlockingQueue<>();
    private final Map<Mid, CompletableFuture<Received>> awaited = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile int connackCode = NO_CONNACK;
    private volatile boolean sessionPresent;

    private FakeDevice(String address, String id) {
        this.id = id;
        try {
            this.client = new MqttAsyncClient(address, id, new MemoryPersistence());
        } catch (MqttException why) {
            throw new IllegalArgumentException("device " + id + " at " + address, why);
        }
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setAutomaticReconnect(false);
        options.setMaxInflight(10_000);
        options.setConnectionTimeout((int) LIMIT.toSeconds());
        client.setCallback(new Arrivals(this::arrived, this::connectionLost));
    }

    /** A device with this client id for an edge on this machine. */
    public static FakeDevice onPort(int port, String id) {
        return new FakeDevice("tcp://127.0.0.1:" + port, id);
    }

    /** A device for any address: {@code tcp://host:port} or {@code ssl://host:port}. */
    public static FakeDevice at(String address, String id) {
        return new FakeDevice(address, id);
    }

    /** The password of the product-key scheme: MD5 of id, model and key with dashes between, in lower-case hex. */
    public static String passwordOf(String id, String model, String key) {
        return md5Hex(id + "-" + model + "-" + key);
    }

    public static String md5Hex(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @CanIgnoreReturnValue
    public FakeDevice credentials(String user, String password) {
        options.setUserName(user);
        options.setPassword(password.toCharArray());
        return this;
    }

    /** User and password as a device of this product makes them. */
    @CanIgnoreReturnValue
    public FakeDevice productKey(String model, String key) {
        return credentials(model, passwordOf(id, model, key));
    }

    @CanIgnoreReturnValue
    public FakeDevice cleanSession(boolean clean) {
        options.setCleanSession(clean);
        return this;
    }

    @CanIgnoreReturnValue
    public FakeDevice keepAlive(Duration interval) {
        options.setKeepAliveInterval((int) interval.toSeconds());
        return this;
    }

    @CanIgnoreReturnValue
    public FakeDevice will(String topic, String json, int qos) {
        options.setWill(topic, json.getBytes(StandardCharsets.UTF_8), qos, false);
        return this;
    }

    /** For {@code ssl://}: the factory that trusts the test's certificate. */
    @CanIgnoreReturnValue
    public FakeDevice sockets(SocketFactory factory) {
        options.setSocketFactory(factory);
        return this;
    }

    public String id() {
        return id;
    }

    /** Connects; fails when the platform does not accept the device. */
    @CanIgnoreReturnValue
    public FakeDevice connect() {
        int code = tryConnect();
        if (code != 0) {
            throw new AssertionError("device " + id + " was not accepted: CONNACK " + code + " (expected: 0)");
        }
        return this;
    }

    /** Connects and returns the CONNACK code, or {@link #NO_CONNACK}. */
    public int tryConnect() {
        try {
            IMqttToken token = client.connect(options);
            token.waitForCompletion(LIMIT.toMillis());
            sessionPresent = token.getSessionPresent();
            connackCode = 0;
        } catch (MqttException refused) {
            int code = refused.getReasonCode();
            connackCode = code >= 1 && code <= HIGHEST_CONNACK_CODE ? code : NO_CONNACK;
        }
        return connackCode;
    }

    /** The code of the last CONNACK, or {@link #NO_CONNACK}. */
    public int connackCode() {
        return connackCode;
    }

    public boolean sessionPresent() {
        return sessionPresent;
    }

    public boolean isConnected() {
        return client.isConnected();
    }

    /** Subscribes with one packet and returns the granted codes in order: 0 to 2, or 128 for a refusal. */
    public List<Integer> subscribe(int qos, String... filters) {
        int[] wanted = new int[filters.length];
        Arrays.fill(wanted, qos);
        try {
            IMqttToken token = client.subscribe(filters, wanted);
            token.waitForCompletion(LIMIT.toMillis());
            return Arrays.stream(token.getGrantedQos()).boxed().collect(Collectors.toList());
        } catch (MqttException why) {
            throw new AssertionError("device " + id + ": no SUBACK: " + why, why);
        }
    }

    public void unsubscribe(String... filters) {
        try {
            client.unsubscribe(filters).waitForCompletion(LIMIT.toMillis());
        } catch (MqttException why) {
            throw new AssertionError("device " + id + ": no UNSUBACK: " + why, why);
        }
    }

    /** Sends a message to the platform; completes on its PUBACK (with QoS 0: when it is written) or fails. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> publish(String json, int qos) {
        return publish(DeviceTopics.UPLINK, json.getBytes(StandardCharsets.UTF_8), qos);
    }

    /** Like {@link #publish(String, int)}, on any topic and with any bytes. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> publish(String topic, byte[] payload, int qos) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            var unused = client.publish(topic, payload, qos, false, null, new Completion(acknowledged));
        } catch (MqttException why) {
            acknowledged.completeExceptionally(why);
        }
        return acknowledged;
    }

    /** Sends a request with QoS 1 and waits for the message with the same {@code mid}. */
    public Received request(String json) {
        return request(json, LIMIT);
    }

    public Received request(String json, Duration atMost) {
        Mid mid = midOf(json.getBytes(StandardCharsets.UTF_8));
        if (mid == null) {
            throw new IllegalArgumentException("no mid in " + json + " (expected: a request that can be answered)");
        }
        CompletableFuture<Received> reply = new CompletableFuture<>();
        awaited.put(mid, reply);
        try {
            publish(json, 1).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return reply.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException why) {
            if (why instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new AssertionError("device " + id + ": no reply to " + json + ": " + why, why);
        } finally {
            awaited.remove(mid);
        }
    }

    /** All that was received and not yet taken, oldest first; replies to {@code request} are among it. */
    public BlockingQueue<Received> replies() {
        return replies;
    }

    /** Takes the next message; fails when none comes in time. */
    public Received next(Duration atMost) {
        try {
            Received received = replies.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (received != null) {
                return received;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("device " + id + " received nothing within " + atMost);
    }

    /** Returns once the platform has closed the connection. */
    public void awaitClosed(Duration atMost) {
        Await.until(atMost, "device " + id + " to be disconnected", lost::isDone);
    }

    /** Says DISCONNECT and goes. */
    public void disconnect() {
        leave(true);
    }

    /** Goes without DISCONNECT, as when the power fails; the Will is due. */
    public void cut() {
        leave(false);
    }

    @Override
    public void close() {
        leave(true);
        try {
            client.close(true);
        } catch (MqttException alreadyGone) {
            // nothing is left to free
        }
    }

    private void leave(boolean politely) {
        if (!client.isConnected()) {
            return;
        }
        try {
            if (politely) {
                client.disconnect(0).waitForCompletion(GOODBYE.toMillis());
            } else {
                client.disconnectForcibly(0, 1, false);
            }
        } catch (MqttException alreadyGone) {
            // that is what was wanted
        }
    }

    private void arrived(Received received) {
        replies.add(received);
        Mid mid = midOf(received.json().getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Received> waiting = mid == null ? null : awaited.get(mid);
        if (waiting != null) {
            waiting.complete(received);
        }
    }

    private void connectionLost() {
        lost.complete(null);
    }

    private static @Nullable Mid midOf(byte[] json) {
        try {
            return EnvelopeReader.read(json).mid();
        } catch (DeviceFault broken) {
            return broken.mid();
        }
    }
}
