package io.deligate.mqttedge.wire;

import io.deligate.mqttedge.limits.HeldBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The packets of one connection that wait behind a pause, as bytes, in order.
 *
 * <p>Only what has an effect in the order of the messages waits: PUBLISH, PUBREL and DISCONNECT. Acknowledgements pass
 * it, since a device may be stopped until it has acknowledged something, and so do pings, so that a device that waits
 * for Kafka with us sees that we are there. Event loop only.
 */
final class HeldPackets {
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int DISCONNECT = 14;

    private final HeldBytes all;
    private @Nullable ByteBuf bytes;

    HeldPackets(HeldBytes all) {
        this.all = all;
    }

    static boolean waitsInOrder(ByteBuf packet) {
        int type = packet.getUnsignedByte(packet.readerIndex()) >> 4;
        return type == PUBLISH || type == PUBREL || type == DISCONNECT;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Copies the packet behind the others, and releases it. */
    void add(ByteBufAllocator allocator, ByteBuf packet) {
        int length = packet.readableBytes();
        ByteBuf held = bytes == null ? allocator.buffer(Math.max(256, length)) : bytes;
        bytes = held;
        if (held.writableBytes() < length) {
            held.discardReadBytes();
        }
        held.writeBytes(packet);
        packet.release();
        all.add(length);
    }

    /** Takes the oldest packet; there must be one. It must be used up before the next one is added. */
    ByteBuf next() {
        ByteBuf held = bytes;
        if (held == null) {
            throw new IllegalStateException("packets: none (expected: at least one)");
        }
        ByteBuf packet = held.readRetainedSlice(length(held));
        all.remove(packet.readableBytes());
        if (!held.isReadable()) {
            held.release();
            bytes = null;
        }
        return packet;
    }

    void release() {
        if (bytes != null) {
            all.remove(bytes.readableBytes());
            bytes.release();
            bytes = null;
        }
    }

    /** The whole packet's length: type byte, one to four length bytes of seven bits, and what they say (2.2.3). */
    private static int length(ByteBuf held) {
        int from = held.readerIndex();
        int remaining = 0;
        int octet;
        int header = 1;
        do {
            octet = held.getUnsignedByte(from + header);
            remaining |= (octet & 0x7F) << (7 * (header - 1));
            header++;
        } while ((octet & 0x80) != 0);
        return header + remaining;
    }
}
