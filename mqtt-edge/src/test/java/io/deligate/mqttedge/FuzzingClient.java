package io.deligate.mqttedge;

import io.deligate.mqttedge.wire.RefusedPackets;
import io.deligate.testkit.mqtt.MqttBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One client after the other that sends damaged packets until the edge has enough of it. */
final class FuzzingClient {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MOST_PACKETS = 20;

    private final EdgeFixture edge;
    private final Random random;
    private final boolean stranger;
    private final List<byte[]> packets = new ArrayList<>();

    private FuzzingClient(EdgeFixture edge, long seed, boolean stranger) {
        this.edge = edge;
        this.random = new Random(seed);
        this.stranger = stranger;
        packets.add(MqttBytes.publish("device", "{\"action\":100}", 0, 0));
        packets.add(MqttBytes.publish("device", "{\"action\":100,\"mid\":\"fuzzed\"}", 1, 7));
        packets.add(MqttBytes.publish("device", "x".repeat(2_000), 2, 8));
        packets.add(MqttBytes.subscribe(1, 1, "KQ", "KQ/DL3785W", "#"));
        packets.add(MqttBytes.unsubscribe(2, "KQ"));
        packets.add(MqttBytes.puback(3));
        packets.add(MqttBytes.pubrel(8));
        packets.add(MqttBytes.pingreq());
        packets.add(MqttBytes.disconnect());
        RefusedPackets.first().forEach(wrong -> packets.add(wrong.bytes()));
        RefusedPackets.later().forEach(wrong -> packets.add(wrong.bytes()));
    }

    /** For that long; strangers never say who they are. Returns the number of connections. */
    static long run(EdgeFixture edge, long seed, Duration duration, boolean stranger) {
        FuzzingClient client = new FuzzingClient(edge, seed, stranger);
        long end = System.nanoTime() + duration.toNanos();
        long connections = 0;
        while (System.nanoTime() - end < 0) {
            client.connection();
            connections++;
        }
        return connections;
    }

    private void connection() {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            // every other one is reset, and none keeps its port
            socket.setSoLinger(true, random.nextBoolean() ? 0 : 1);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", edge.port()), PATIENCE_MILLIS);
            if (!stranger) {
                socket.getOutputStream().write(EdgeFixture.connect(edge.newId()).bytes());
            }
            if (stranger || socket.getInputStream().readNBytes(4).length == 4) {
                fuzz(socket);
            }
        } catch (IOException closedByTheEdge) {
            // that is what was provoked
        }
    }

    private void fuzz(Socket socket) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int left = 1 + random.nextInt(MOST_PACKETS); left > 0; left--) {
            stream.writeBytes(damaged(packets.get(random.nextInt(packets.size()))));
        }
        socket.getOutputStream().write(stream.toByteArray());
        if (random.nextInt(4) > 0) {
            socket.shutdownOutput();
            long ignored = socket.getInputStream().skip(Long.MAX_VALUE);
        }
    }

    private byte[] damaged(byte[] packet) {
        byte[] bytes = packet.clone();
        for (int hits = random.nextInt(3); hits > 0; hits--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
