package io.deligate.testkit.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** The least a device needs on the other side: answers CONNECT with one code, acknowledges, echoes what is published. */
public final class ScriptedEdge implements AutoCloseable {
    public final BlockingQueue<Packet> seen = new LinkedBlockingQueue<>();

    private final ServerSocket listener;
    private final int connackCode;
    private volatile @Nullable Socket connection;

    public ScriptedEdge(int connackCode) throws IOException {
        this.connackCode = connackCode;
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-edge");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void hangUp() throws IOException {
        Socket open = connection;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
        listener.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket accepted = listener.accept();
                connection = accepted;
                serve(accepted);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) throws IOException {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            OutputStream out = socket.getOutputStream();
            while (true) {
                Packet packet = new Packet(in.readUnsignedByte(), in.readNBytes(length(in)));
                seen.add(packet);
                answer(packet, out);
                if (packet.type() == Packet.CONNECT && connackCode != 0) {
                    return;
                }
            }
        } catch (IOException gone) {
            // the device left
        }
    }

    private void answer(Packet packet, OutputStream out) throws IOException {
        if (packet.type() == Packet.CONNECT) {
            out.write(new byte[] {0x20, 2, 0, (byte) connackCode});
        } else if (packet.type() == Packet.SUBSCRIBE) {
            out.write(new byte[] {(byte) 0x90, 4, packet.body()[0], packet.body()[1], 1, (byte) 0x80});
        } else if (packet.type() == Packet.PUBLISH && packet.qos() == 1) {
            out.write(MqttBytes.puback(packet.packetId()));
            out.write(MqttBytes.publish("device", packet.payload(), 0, 0));
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int octet = in.readUnsignedByte();
            length |= (octet & 127) << shift;
            if (octet < 128) {
                break;
            }
        }
        return length;
    }
}
