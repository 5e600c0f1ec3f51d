package io.deligate.testkit.load;

import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One device, with clean sessions as most have them. What was not acknowledged it sends again over its next connection,
 * with DUP, in order and before anything new. On the fleet's thread only.
 */
final class FleetDevice {
    private static final Pattern MID = Pattern.compile("\"mid\":\"([^\"]+)\"");
    private static final String PADDING = "x".repeat(120);
    private static final String TOPIC = "device";
    private static final int DUP = 8;
    private static final Duration ASKS_AGAIN = Duration.ofSeconds(30);
    private static final int LAST_PACKET_ID = 65_535;

    private final Fleet fleet;
    private final String id;
    private final int qos;
    private final byte[] connect;
    private final ArrayDeque<Unacked> unacked = new ArrayDeque<>();
    /** Of this connection, its accepted requests without an answer and when they were sent. */
    private final Map<String, Long> unanswered = new LinkedHashMap<>();

    private @Nullable Link link;
    private int port;
    private boolean online;
    private long deadline;
    private long publishAt;
    private long pingAt;
    private boolean pinged;
    private int lastPacketId;
    private int made;

    /** A message has a number, a request a mid. */
    private record Unacked(int number, @Nullable String mid, int packetId, byte[] payload, long sentAt) {}

    FleetDevice(Fleet fleet, FleetPlan plan, int index, long firstAt) {
        this.fleet = fleet;
        this.id = plan.id(index);
        this.qos = index % 4 == 3 ? 2 : 1;
        this.connect = ConnectPacket.of(id)
                .user(plan.model())
                .password(FakeDevice.passwordOf(id, plan.model(), plan.key()))
                .keepAlive(30)
                .bytes();
        this.deadline = firstAt;
        this.publishAt = firstAt;
    }

    /** The port of the edge that it is connected to, or 0. */
    int port() {
        return online ? port : 0;
    }

    boolean isOnline() {
        return online;
    }

    int unacked() {
        return unacked.size();
    }

    /**
     * How long the oldest of what it waits for, an acknowledgement or an answer, has been on its way, in nanoseconds. After
     * 30 s without an answer a device asks again, and the old request need not be answered any more (A33).
     */
    long longestWait(long now) {
        long sent = unacked.isEmpty() ? now : unacked.getFirst().sentAt();
        long asked = unanswered.values().stream()
                .filter(each -> now - each < ASKS_AGAIN.toNanos())
                .mapToLong(each -> each)
                .min()
                .orElse(now);
        return now - Math.min(sent, asked);
    }

    /** Does what is due. */
    void turn(long now) {
        try {
            if (link == null) {
                if (now >= deadline) {
                    dial(now);
                }
            } else if (!online || pinged) {
                if (now >= deadline) {
                    lose(now, true);
                }
            } else if (now >= pingAt) {
                pinged = true;
                deadline = now + fleet.patience();
                link.send(MqttBytes.pingreq());
            }
            if (online && link != null && now >= publishAt && !fleet.isSilent()) {
                publish(link, now);
            }
        } catch (IOException broken) {
            lose(now, false);
        }
    }

    private void dial(long now) throws IOException {
        port = fleet.nextPort(port);
        deadline = now + fleet.patience();
        Link fresh = new Link(fleet.selector(), fleet.place(port), this);
        link = fresh;
        fresh.send(connect);
    }

    private void publish(Link open, long now) throws IOException {
        publishAt = Math.max(publishAt + fleet.gap(), now - fleet.gap());
        if (unacked.size() >= fleet.window()) {
            return;
        }
        lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        made++;
        boolean asks = fleet.requests() > 0 && made % fleet.requests() == 0;
        Unacked next = asks ? request(now) : message(now);
        unacked.add(next);
        open.send(MqttBytes.publish(TOPIC, next.payload(), qos << 1, lastPacketId));
    }

    private Unacked message(long now) {
        String text = "{\"mid\":\"" + made + "\",\"from\":\"" + id
                + "\",\"to\":\"" + fleet.to()
                + "\",\"time\":" + fleet.clock() + ",\"action\":300,\"data\":{\"cmd\":\"report\",\"payload\":\""
                + id + "-"
                + made + "-" + PADDING + "\"}}";
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return new Unacked(fleet.ledgers().uplinks().sent(id, payload), null, lastPacketId, payload, now);
    }

    private Unacked request(long now) {
        String mid = id + "-" + made;
        byte[] payload = ("{\"mid\":\"" + mid + "\",\"time\":" + fleet.clock() + ",\"action\":100}")
                .getBytes(StandardCharsets.UTF_8);
        return new Unacked(-1, mid, lastPacketId, payload, now);
    }

    /** The socket is ready for something. */
    void attend(long now) {
        Link open = link;
        if (open == null) {
            return;
        }
        try {
            open.attend(packet -> hear(open, packet, now));
        } catch (IOException | Broken gone) {
            lose(now, false);
        }
    }

    private void hear(Link open, Packet packet, long now) {
        try {
            switch (packet.type()) {
                case Packet.CONNACK -> greeted(open, packet, now);
                case Packet.PUBACK -> acknowledged(packet.packetId(), now);
                case Packet.PUBREC -> {
                    acknowledged(packet.packetId(), now);
                    open.send(MqttBytes.pubrel(packet.packetId()));
                }
                case Packet.PUBLISH -> {
                    Matcher mid = MID.matcher(packet.payload());
                    if (mid.find()) {
                        fleet.ledgers().downlinks().seen(mid.group(1));
                        fleet.ledgers().answers().answered(mid.group(1));
                        var unused = unanswered.remove(mid.group(1));
                    }
                    open.send(MqttBytes.puback(packet.packetId()));
                }
                case Packet.PINGRESP -> {
                    pinged = false;
                    pingAt = now + fleet.patience() / 2;
                }
                default -> {}
            }
        } catch (IOException broken) {
            throw new Broken(broken);
        }
    }

    private void greeted(Link open, Packet packet, long now) throws IOException {
        if (packet.connackCode() != 0) {
            fleet.countRefused();
            lose(now, false);
            return;
        }
        online = true;
        pinged = false;
        pingAt = now + fleet.patience() / 2;
        for (Unacked each : unacked) {
            if (each.mid() == null) {
                fleet.ledgers().uplinks().sentAgain(id, each.number());
            }
            open.send(MqttBytes.publish(TOPIC, each.payload(), qos << 1 | DUP, each.packetId()));
        }
    }

    private void acknowledged(int packetId, long now) {
        for (Unacked each : unacked) {
            if (each.packetId() == packetId) {
                fleet.pulse().beat(now);
                if (each.mid() == null) {
                    fleet.ledgers().uplinks().acked(id, each.number());
                } else if (fleet.ledgers().answers().accepted(each.mid())) {
                    unanswered.put(each.mid(), each.sentAt());
                }
                var unused = unacked.remove(each);
                return;
            }
        }
    }

    /** Its network is gone, and it finds another one. */
    void wander(long now) {
        lose(now, true);
    }

    /** Without a sign of life from the edge the old connection is left as it is. */
    private void lose(long now, boolean silently) {
        Link open = link;
        link = null;
        if (online) {
            fleet.countLost();
        }
        if (open != null && online && silently) {
            fleet.abandon(open);
        } else if (open != null) {
            open.close();
        }
        online = false;
        unanswered.keySet().forEach(fleet.ledgers().answers()::orphaned);
        unanswered.clear();
        deadline = now + fleet.jitter();
    }

    /** Carries a broken connection through a reader that may not throw it. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(IOException why) {
            super(why);
        }
    }
}
