package io.deligate.mqttedge.session;

import io.deligate.streams.receipt.ReceiptOutcome;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The un-acknowledged messages to one device, at most {@code inFlight} on the wire and {@code waiting} behind them, in
 * order (R45). Event loop only.
 *
 * <p>Each message gets exactly one outcome, and at the latest two ack timeouts after it came: one to wait for its turn,
 * one for its acknowledgement. A message whose time is over keeps its packet id, so that a late PUBACK finds its place
 * and frees it. A device that has let a whole ack timeout pass with a full window is sent nothing more until then.
 */
final class SendWindow {
    private static final int LAST_PACKET_ID = 65_535;

    private final Wire wire;
    private final SendLimits limits;
    private final long ackTimeout;
    private final LongSupplier nanoTime;
    private final Map<Integer, Sent> inFlight = new LinkedHashMap<>(0);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private int lastPacketId;
    private long lastWritten;
    private boolean closed;

    /** Writes one message at QoS 1. */
    interface Wire {
        void publish(int packetId, String topic, byte[] payload);
    }

    /** A message on the wire since that time; without it when its outcome is known and only the packet id is in use. */
    private static final class Sent {
        private final long since;
        private @Nullable Downlink message;

        Sent(Downlink message, long since) {
            this.message = message;
            this.since = since;
        }

        void settle(ReceiptOutcome outcome) {
            Downlink settled = message;
            message = null;
            if (settled != null) {
                settled.settled(outcome);
            }
        }
    }

    private record Waiting(Downlink message, long since) {
        void settle() {
            message.settled(message.isExpired() ? ReceiptOutcome.EXPIRED : ReceiptOutcome.REJECTED);
        }
    }

    SendWindow(Wire wire, SendLimits limits, LongSupplier nanoTime) {
        this.wire = wire;
        this.limits = limits;
        this.ackTimeout = limits.ackTimeout().toNanos();
        this.nanoTime = nanoTime;
    }

    void send(Downlink message) {
        if (closed) {
            message.settled(ReceiptOutcome.OFFLINE);
        } else if (inFlight.size() < limits.inFlight()) {
            write(message);
        } else if (waiting.size() < limits.waiting() && !isMute()) {
            waiting.add(new Waiting(message, nanoTime.getAsLong()));
        } else {
            message.settled(message.isExpired() ? ReceiptOutcome.EXPIRED : ReceiptOutcome.REJECTED);
        }
    }

    /** The device's PUBACK; one for an unknown packet id means nothing. */
    void acknowledged(int packetId) {
        Sent delivered = inFlight.remove(packetId);
        if (delivered == null) {
            return;
        }
        delivered.settle(ReceiptOutcome.DELIVERED);
        while (inFlight.size() < limits.inFlight() && !waiting.isEmpty()) {
            write(waiting.remove().message());
        }
    }

    /** Everything whose time is over gets its outcome. */
    void expire() {
        long now = nanoTime.getAsLong();
        for (Sent sent : inFlight.values()) {
            if (now - sent.since >= ackTimeout) {
                sent.settle(ReceiptOutcome.NOT_ACKNOWLEDGED);
            }
        }
        boolean mute = isMute();
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!mute && now - next.since() < ackTimeout) {
                return;
            }
            waiting.remove().settle();
        }
    }

    /** Nanoseconds until {@link #expire} has something to do; negative when nothing waits for its outcome. */
    long dueIn() {
        long since = oldest();
        return since == Long.MIN_VALUE ? -1 : Math.max(0, since + ackTimeout - nanoTime.getAsLong());
    }

    private long oldest() {
        for (Sent sent : inFlight.values()) {
            if (sent.message != null) {
                return waiting.isEmpty()
                        ? sent.since
                        : Math.min(sent.since, waiting.element().since());
            }
        }
        return waiting.isEmpty() ? Long.MIN_VALUE : waiting.element().since();
    }

    /** Nothing more can be delivered; everything open gets its outcome. */
    void close() {
        closed = true;
        inFlight.values().forEach(each -> each.settle(ReceiptOutcome.OFFLINE));
        inFlight.clear();
        waiting.forEach(each -> each.message().settled(ReceiptOutcome.OFFLINE));
        waiting.clear();
    }

    /** The device has acknowledged nothing for a whole ack timeout with a full window. */
    private boolean isMute() {
        return inFlight.size() >= limits.inFlight() && nanoTime.getAsLong() - lastWritten >= ackTimeout;
    }

    private void write(Downlink message) {
        if (message.isExpired()) {
            message.settled(ReceiptOutcome.EXPIRED);
            return;
        }
        int packetId = freePacketId();
        lastWritten = nanoTime.getAsLong();
        inFlight.put(packetId, new Sent(message, lastWritten));
        wire.publish(packetId, message.topic(), message.payload());
        message.written();
    }

    /** The next id that no un-acknowledged message uses [MQTT-2.3.1-4]. */
    private int freePacketId() {
        do {
            lastPacketId = lastPacketId == LAST_PACKET_ID ? 1 : lastPacketId + 1;
        } while (inFlight.containsKey(lastPacketId));
        return lastPacketId;
    }
}
