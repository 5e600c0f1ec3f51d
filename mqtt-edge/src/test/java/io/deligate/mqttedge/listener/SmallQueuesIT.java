package io.deligate.mqttedge.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmallQueuesIT {
    private static final int BYTES = 300_000;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void everythingWrittenArrivesInOrderFromTheEventLoopAndFromElsewhere() throws Exception {
        SmallQueues queues = new SmallQueues();
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> {
                    queues.putInto((NetSocketInternal) socket);
                    write(socket, 0, BYTES / 2);
                    new Thread(() -> write(socket, BYTES / 2, BYTES)).start();
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        AtomicLong next = new AtomicLong();
        NetSocket client = vertx.createNetClient()
                .connect(server.actualPort(), "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        client.handler(bytes -> {
            for (int at = 0; at < bytes.length(); at++) {
                if (bytes.getByte(at) == (byte) next.get()) {
                    next.incrementAndGet();
                }
            }
        });

        Await.until(Duration.ofSeconds(20), "all bytes in order", () -> next.get() == BYTES);
        assertThat(queues.isPossible()).isTrue();
    }

    private static void write(NetSocket socket, int from, int to) {
        for (int value = from; value < to; value += 10) {
            Buffer ten = Buffer.buffer();
            for (int number = value; number < value + 10; number++) {
                ten.appendByte((byte) number);
            }
            var unused = socket.write(ten);
        }
    }
}
