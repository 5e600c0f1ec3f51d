package io.deligate.testkit.mqtt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that sends exactly the bytes it is given and reads what comes back packet by packet.
 *
 * <p>For what client libraries refuse to send: other protocol levels, an empty id, flags that contradict the payload,
 * packets right behind CONNECT, half packets.
 */
public final class RawMqtt implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket;
    private final DataInputStream in;

    private RawMqtt(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A connection to a port of this machine. */
    public static RawMqtt open(int port) {
        return open("127.0.0.1", port);
    }

    public static RawMqtt open(String host, int port) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return new RawMqtt(socket);
        } catch (IOException why) {
            throw new UncheckedIOException("no connection to " + host + ":" + port, why);
        }
    }

    /** Writes all of it in one go, so that packets can arrive together. */
    @CanIgnoreReturnValue
    public RawMqtt send(byte[]... pieces) {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            together.writeBytes(piece);
        }
        try {
            socket.getOutputStream().write(together.toByteArray());
            socket.getOutputStream().flush();
        } catch (IOException why) {
            throw new UncheckedIOException("the bytes could not be sent", why);
        }
        return this;
    }

    /** Reads one packet; fails when the connection is closed or nothing comes in time. */
    public Packet read(Duration atMost) {
        try {
            socket.setSoTimeout(millis(atMost));
            return new Packet(in.readUnsignedByte(), in.readNBytes(remainingLength()));
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("no packet within " + atMost, silence);
        } catch (EOFException | SocketException closed) {
            throw new AssertionError("the connection was closed (expected: a packet)", closed);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Reads one packet of this type; fails on any other. */
    public Packet read(int type, Duration atMost) {
        Packet packet = read(atMost);
        if (packet.type() != type) {
            throw new AssertionError("received " + packet + " (expected: type " + type + ")");
        }
        return packet;
    }

    /** Passes when the other side closes without sending anything more. */
    public void assertClosed(Duration atMost) {
        try {
            socket.setSoTimeout(millis(atMost));
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("received a byte 0x" + Integer.toHexString(next) + " (expected: closed)");
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the connection is still open after " + atMost, open);
        } catch (SocketException reset) {
            // closed with data unread on the other side
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Passes when nothing arrives and the connection stays open that long. */
    public void assertSilent(Duration forAsLong) {
        try {
            socket.setSoTimeout(millis(forAsLong));
            int next = in.read();
            throw new AssertionError(
                    next < 0 ? "the connection was closed" : "received 0x" + Integer.toHexString(next));
        } catch (SocketTimeoutException silence) {
            // as it should be
        } catch (IOException why) {
            throw new AssertionError("the connection was closed", why);
        }
    }

    /** Sends no more; the other side reads the end of the stream. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    private int remainingLength() throws IOException {
        int length = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int octet = in.readUnsignedByte();
            length |= (octet & 127) << shift;
            if (octet < 128) {
                return length;
            }
        }
        throw new AssertionError("a remaining length of more than four bytes");
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, duration.toMillis());
    }
}
