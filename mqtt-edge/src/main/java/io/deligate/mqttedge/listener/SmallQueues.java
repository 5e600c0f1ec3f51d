package io.deligate.mqttedge.listener;

import io.vertx.core.internal.net.NetSocketInternal;
import java.lang.reflect.Field;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what waits to be written to a connection wait in a queue that is small while it is empty.
 *
 * <p>Vert.x gives each connection a queue with room for a thousand messages, almost half of all the memory an idle device
 * costs; but from its event loop a message goes straight through. There is no way to ask for another queue, so this reaches
 * into Vert.x's private fields (ADR 0037). Where a version has other fields, connections keep the queue they have.
 */
final class SmallQueues {
    private static final Logger log = LoggerFactory.getLogger(SmallQueues.class);
    private static final String[] PATH = {"outboundMessageQueue", "mqp", "queue"};

    private final Field[] places = new Field[PATH.length];
    private boolean possible = true;

    /** To be called before anything is written to the connection, on its event loop; always the same one. */
    void putInto(NetSocketInternal socket) {
        if (!possible) {
            return;
        }
        try {
            Object holder = socket;
            for (int step = 0; step < PATH.length - 1; step++) {
                holder = place(holder, step).get(holder);
            }
            place(holder, PATH.length - 1).set(holder, new ConcurrentLinkedQueue<>());
        } catch (ReflectiveOperationException | RuntimeException otherVersion) {
            possible = false;
            log.atWarn()
                    .addKeyValue("reason", otherVersion.toString())
                    .log("connections keep Vert.x's large write queues: 4.6 KiB more each");
        }
    }

    /** Whether all connections so far have a small one. */
    boolean isPossible() {
        return possible;
    }

    private Field place(Object holder, int step) throws NoSuchFieldException {
        Field known = places[step];
        if (known == null) {
            known = field(holder.getClass(), PATH[step]);
            places[step] = known;
        }
        return known;
    }

    private static Field field(Class<?> holder, String name) throws NoSuchFieldException {
        for (Class<?> type = holder; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(holder.getName() + "." + name);
    }
}
