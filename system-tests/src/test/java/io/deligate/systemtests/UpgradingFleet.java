package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Devices of one model on several edges, a thread each: they say what they run, hear offers, and do with them what they are for. */
final class UpgradingFleet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration LONG = Duration.ofMinutes(15);

    private final String model;
    private final String key;
    private final List<Device> devices;

    /** What a device does when it is offered a version. */
    enum Reaction {
        /** Remembers it. */
        LISTEN,
        /** Restarts and says that it runs it. */
        UPGRADE,
        /** Stays as it is and reports 105 with code 200. */
        FAIL
    }

    /** A 202 as it arrived. */
    record Heard(Instant at, String version) {}

    /** One device; what it heard may be read by anybody. */
    final class Device implements Runnable {
        private final String id;
        private final int port;
        private final Reaction reaction;
        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
        private final CountDownLatch subscribed = new CountDownLatch(1);
        private volatile RawMqtt link;
        private volatile String version;
        private volatile boolean left;

        Device(String id, int port, Reaction reaction, String version) {
            this.id = id;
            this.port = port;
            this.reaction = reaction;
            this.version = version;
        }

        String id() {
            return id;
        }

        int port() {
            return port;
        }

        String version() {
            return version;
        }

        List<Heard> heard() {
            return heard;
        }

        /** The data of the answer to a request without data; for one caller at a time. */
        JsonNode ask(int action) throws InterruptedException {
            answers.clear();
            link.send(say(action, ""));
            JsonNode answer = answers.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (answer == null || answer.path("action").asInt() != action) {
                throw new AssertionError(id + ": answer to " + action + ": " + answer);
            }
            return answer.get("data");
        }

        @Override
        public void run() {
            while (!left) {
                try {
                    connect();
                    while (!left) {
                        hear(link.read(LONG));
                    }
                } catch (AssertionError | RuntimeException | IOException lost) {
                    link.close();
                }
            }
        }

        private void connect() {
            link = RawMqtt.open(port);
            Packet answer = link.send(ConnectPacket.of(id)
                            .user(model)
                            .password(FakeDevice.passwordOf(id, model, key))
                            .keepAlive(600)
                            .bytes())
                    .read(Packet.CONNACK, LONG);
            if (answer.connackCode() != 0) {
                throw new AssertionError(id + ": CONNACK " + answer.connackCode());
            }
            link.send(MqttBytes.subscribe(1, 1, "KQ/" + model), say(101, "\"product_version\":\"" + version + "\""));
        }

        private byte[] say(int action, String data) {
            String json = "{\"mid\":\"m\",\"action\":" + action + ",\"data\":{" + data + "}}";
            return MqttBytes.publish("device", json, 1, 2);
        }

        private void hear(Packet packet) throws IOException {
            if (packet.type() == Packet.SUBACK) {
                subscribed.countDown();
            }
            if (packet.type() != Packet.PUBLISH) {
                return;
            }
            Instant now = Instant.now();
            if (packet.qos() == 1) {
                link.send(MqttBytes.puback(packet.packetId()));
            }
            JsonNode message = JSON.readTree(packet.payload());
            int action = message.path("action").asInt();
            if (action == 202) {
                offered(now, message.at("/data/version").asText());
            } else if (action == 102 || action == 103) {
                answers.add(message);
            }
        }

        private void offered(Instant now, String newer) {
            heard.add(new Heard(now, newer));
            if (reaction == Reaction.FAIL) {
                link.send(say(105, "\"code\":200,\"msg\":\"upgrade failed\""));
            } else if (reaction == Reaction.UPGRADE && !version.equals(newer)) {
                version = newer;
                link.close();
                connect();
            }
        }
    }

    /** Devices for the edges at these ports in turn, all with 1.0; none is connected yet. */
    UpgradingFleet(String model, String key, int count, List<Integer> ports, Function<String, Reaction> reactions) {
        this.model = model;
        this.key = key;
        List<String> ids = ids(model, count);
        this.devices = IntStream.range(0, count)
                .mapToObj(i -> new Device(ids.get(i), ports.get(i % ports.size()), reactions.apply(ids.get(i)), "1.0"))
                .toList();
    }

    /** The ids that a fleet of that model and size has. */
    static List<String> ids(String model, int count) {
        return IntStream.range(0, count).mapToObj(i -> model + "_u" + i).toList();
    }

    /** Returns when all have subscribed. */
    void connect() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Device device : devices) {
            Thread thread = new Thread(device, device.id());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Device device : devices) {
            if (!device.subscribed.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(device.id() + " is not connected after " + SOON);
            }
        }
    }

    List<Device> devices() {
        return devices;
    }

    Set<String> ids(Predicate<Device> which) {
        return devices.stream().filter(which).map(Device::id).collect(Collectors.toSet());
    }

    /** Those who have heard of a release. */
    List<Device> offered() {
        return devices.stream().filter(device -> !device.heard().isEmpty()).toList();
    }

    void awaitOffered(int count, Duration atMost) {
        Await.untilAsserted(atMost, () -> assertThat(offered()).hasSizeGreaterThanOrEqualTo(count));
    }

    @Override
    public void close() {
        for (Device device : devices) {
            device.left = true;
            if (device.link != null) {
                device.link.close();
            }
        }
    }
}
