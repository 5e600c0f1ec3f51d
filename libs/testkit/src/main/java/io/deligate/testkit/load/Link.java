package io.deligate.testkit.load;

import io.deligate.testkit.mqtt.Packet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/** One connection to an edge that never blocks: whole packets in, bytes out. On the fleet's thread only. */
final class Link {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private byte[] in = new byte[1024];
    private int held;

    /** Begins to connect; {@code owner} is the key's attachment. */
    Link(Selector selector, InetSocketAddress edge, Object owner) throws IOException {
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, owner);
        if (channel.connect(edge)) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Does what the socket is ready for; each packet that is complete goes to the reader. */
    void attend(Consumer<Packet> reader) throws IOException {
        if (key.isConnectable() && channel.finishConnect()) {
            flush();
        } else if (key.isValid() && key.isWritable()) {
            flush();
        }
        if (key.isValid() && key.isReadable()) {
            read(reader);
        }
    }

    void send(byte[] packet) throws IOException {
        out.add(ByteBuffer.wrap(packet));
        if (channel.isConnected()) {
            flush();
        }
    }

    private void flush() throws IOException {
        while (!out.isEmpty()) {
            channel.write(out.peek());
            if (out.peek().hasRemaining()) {
                break;
            }
            out.remove();
        }
        key.interestOps(SelectionKey.OP_READ | (out.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }

    private void read(Consumer<Packet> reader) throws IOException {
        if (held == in.length) {
            in = Arrays.copyOf(in, 2 * held);
        }
        int count = channel.read(ByteBuffer.wrap(in, held, in.length - held));
        if (count < 0) {
            throw new IOException("the edge has closed the connection");
        }
        held += count;
        int from = 0;
        for (int end = packetEnd(from); end > 0 && end <= held; end = packetEnd(from)) {
            int body = bodyStart(from);
            Packet packet = new Packet(in[from] & 0xff, Arrays.copyOfRange(in, body, end));
            from = end;
            reader.accept(packet);
            if (!channel.isOpen()) {
                return;
            }
        }
        System.arraycopy(in, from, in, 0, held - from);
        held -= from;
    }

    /** Behind the remaining length, or 0 while that is not complete. */
    private int bodyStart(int from) {
        for (int at = from + 1; at < held; at++) {
            if (in[at] >= 0) {
                return at + 1;
            }
        }
        return 0;
    }

    /** Where the packet ends, which may be behind what is here; 0 while its length is not complete. */
    private int packetEnd(int from) {
        int start = bodyStart(from);
        int length = 0;
        for (int at = start - 1; at > from; at--) {
            length = length << 7 | (in[at] & 127);
        }
        return start == 0 ? 0 : start + length;
    }

    /** Nobody cares any more, but the socket stays: as when a device has lost its network. */
    void abandon(Object keeper) {
        out.clear();
        held = 0;
        var unused = key.attach(keeper);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }
}
