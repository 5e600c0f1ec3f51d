package io.deligate.mqttedge.session;

import io.deligate.streams.receipt.ReceiptOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The un-acknowledged messages to one device, at most {@code inFlight} on the wire and {@code waiting} behind them, in
 * order (R45). Event loop only.
 *
 * <p>Each message gets exactly one outcome, and at the latest two ack timeouts after it came: one to wait for its turn,
 * one for its acknowledgement. A message whose time is over keeps its packet id, so that a late PUBACK finds its place
 * and frees it. A device that has let a whole ack timeout pass with a full window is sent nothing more until then. Nothing
 * goes out before {@link #begin}.
 *
 * <p>Replies have places of their own behind the window: the session accepts no more requests than there are, so a
 * reply is never refused for want of one (contract 7.2), and messages from elsewhere take none of them. They do not
 * give up either; a device that lets two ack timeouts pass while replies wait is stuck, and its session has to end.
 */
final class SendWindow {
    private static final int LAST_PACKET_ID = 65_535;

    private final Wire wire;
    private final SendLimits limits;
    private final long ackTimeout;
    private final LongSupplier nanoTime;
    private final @Nullable KeptSessions keeper;
    private final Map<Integer, Sent> inFlight = new LinkedHashMap<>(0);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private int waitingReplies;
    private int lastPacketId;
    private long lastWritten;
    private boolean begun;
    private boolean closed;

    /** Writes one message at QoS 1. */
    interface Wire {
        void publish(int packetId, String topic, byte[] payload, boolean again);
    }

    /**
     * A packet id in use since that time: by a message without an outcome, by one that is kept to be sent again, or by one
     * that is forgotten.
     */
    private static final class Sent {
        private final long since;
        private @Nullable Downlink message;
        private @Nullable Unacknowledged kept;

        Sent(long since, @Nullable Downlink message, @Nullable Unacknowledged kept) {
            this.since = since;
            this.message = message;
            this.kept = kept;
        }
    }

    private record Waiting(Downlink message, boolean reply, long since) {
        void settle() {
            message.settled(message.isExpired() ? ReceiptOutcome.EXPIRED : ReceiptOutcome.REJECTED);
        }
    }

    /** With a keeper what is not acknowledged is kept, as far as the keeper has memory for it. */
    SendWindow(Wire wire, SendLimits limits, LongSupplier nanoTime, @Nullable KeptSessions keeper) {
        this.wire = wire;
        this.limits = limits;
        this.ackTimeout = limits.ackTimeout().toNanos();
        this.nanoTime = nanoTime;
        this.keeper = keeper;
    }

    /** First goes out what the device had not acknowledged before, under its old packet ids [MQTT-4.4.0-1]. */
    void begin(List<Unacknowledged> before) {
        begun = true;
        for (Unacknowledged message : before) {
            lastWritten = nanoTime.getAsLong();
            lastPacketId = message.packetId();
            inFlight.put(message.packetId(), new Sent(lastWritten, null, message));
            wire.publish(message.packetId(), message.topic(), message.payload(), true);
        }
        fill();
    }

    /** Sends or queues the message; a reply is what the session counted as a request before. */
    void send(Downlink message, boolean reply) {
        if (closed) {
            message.settled(ReceiptOutcome.OFFLINE);
        } else if (begun && inFlight.size() < limits.inFlight()) {
            write(message);
        } else if (reply || (waiting.size() - waitingReplies < limits.waiting() && !isMute())) {
            waiting.add(new Waiting(message, reply, nanoTime.getAsLong()));
            waitingReplies += reply ? 1 : 0;
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
        settle(packetId, delivered, ReceiptOutcome.DELIVERED);
        if (delivered.kept != null && keeper != null) {
            keeper.release(delivered.kept.payload());
        }
        fill();
    }

    private void fill() {
        while (inFlight.size() < limits.inFlight() && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            waitingReplies -= next.reply() ? 1 : 0;
            write(next.message());
        }
    }

    int waitingReplies() {
        return waitingReplies;
    }

    /** Whether replies wait for a device that acknowledges nothing. */
    boolean isStuck() {
        return begun && waitingReplies > 0 && nanoTime.getAsLong() - lastWritten >= 2 * ackTimeout;
    }

    private void settle(int packetId, Sent sent, ReceiptOutcome outcome) {
        Downlink message = sent.message;
        if (message == null) {
            return;
        }
        sent.message = null;
        boolean kept = outcome != ReceiptOutcome.DELIVERED && message.outlivesSession();
        if (kept && keeper != null && keeper.reserve(message.payload())) {
            sent.kept = new Unacknowledged(packetId, message.topic(), message.payload());
        }
        message.settled(outcome);
    }

    /** Everything whose time is over gets its outcome. */
    void expire() {
        long now = nanoTime.getAsLong();
        inFlight.forEach((packetId, sent) -> {
            if (now - sent.since >= ackTimeout) {
                settle(packetId, sent, ReceiptOutcome.NOT_ACKNOWLEDGED);
            }
        });
        boolean mute = isMute();
        waiting.removeIf(each -> {
            boolean over = !each.reply() && (mute || now - each.since() >= ackTimeout);
            if (over) {
                each.settle();
            }
            return over;
        });
    }

    /** Nanoseconds until {@link #expire} or {@link #isStuck} has something to say; negative when nothing is open. */
    long dueIn() {
        long due = Long.MAX_VALUE;
        long now = nanoTime.getAsLong();
        for (Sent sent : inFlight.values()) {
            if (sent.message != null) {
                due = sent.since + ackTimeout - now;
                break;
            }
        }
        if (begun && waitingReplies > 0) {
            due = Math.min(due, lastWritten + 2 * ackTimeout - now);
        }
        for (Waiting each : waiting) {
            if (!each.reply()) {
                due = Math.min(due, each.since() + ackTimeout - now);
                break;
            }
        }
        return due == Long.MAX_VALUE ? -1 : Math.max(0, due);
    }

    /** Nothing more can be delivered; everything open gets its outcome. Returns what is kept, in order. */
    List<Unacknowledged> close() {
        closed = true;
        List<Unacknowledged> kept = new ArrayList<>(0);
        inFlight.forEach((packetId, sent) -> {
            settle(packetId, sent, ReceiptOutcome.OFFLINE);
            if (sent.kept != null) {
                kept.add(sent.kept);
            }
        });
        inFlight.clear();
        waiting.forEach(each -> each.message().settled(ReceiptOutcome.OFFLINE));
        waiting.clear();
        waitingReplies = 0;
        return kept;
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
        inFlight.put(packetId, new Sent(lastWritten, message, null));
        wire.publish(packetId, message.topic(), message.payload(), false);
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
