package io.deligate.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A wire on this machine that can be cut: it passes on what comes, and while it is cut nothing comes through in either
 * direction and nobody is told, as when a switch fails. What was under way arrives when the wire is mended.
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private boolean cut;

    /** A wire whose far end is {@link #to named later}, on a port of its own. */
    public Relay() {
        this(0);
    }

    /** The same, on that port. */
    public Relay(int port) {
        try {
            this.listener = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        run("relay-" + listener.getLocalPort(), this::accept);
    }

    /** Where it leads to, on this machine. */
    public void to(int port) {
        target = port;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public synchronized void cut() {
        cut = true;
    }

    public synchronized void mend() {
        cut = false;
        notifyAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                sockets.add(near);
                run("relay-connection", () -> connect(near));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void connect(Socket near) {
        try {
            awaitWire();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            run("relay-back", () -> pass(far, near));
            pass(near, far);
        } catch (IOException nobodyThere) {
            close(near);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] some = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                awaitWire();
                out.write(some, 0, count);
            }
            awaitWire();
        } catch (IOException broken) {
            awaitWire();
        }
        close(from);
        close(to);
    }

    private synchronized void awaitWire() {
        try {
            while (cut) {
                wait();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        mend();
        sockets.forEach(this::close);
        try {
            listener.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }
}
