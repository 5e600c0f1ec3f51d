package io.deligate.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;

/**
 * Stands where the broker wants to end the process: the platform is told instead.
 *
 * <p>Kafka's hooks are process-wide, so a broker is known by the thread group it was started in; its threads inherit
 * the group. The calling thread is ended by an exception, as the broker expects never to return from there.
 */
final class BrokerExit {
    private static final Map<ThreadGroup, Consumer<String>> LISTENERS = new ConcurrentHashMap<>();

    private BrokerExit() {}

    static void listen(ThreadGroup broker, Consumer<String> listener) {
        LISTENERS.put(broker, listener);
        Exit.setExitProcedure(BrokerExit::stop);
        Exit.setHaltProcedure(BrokerExit::stop);
    }

    static void forget(ThreadGroup broker) {
        LISTENERS.remove(broker);
    }

    private static void stop(int status, String message) {
        String reason = message == null ? "status " + status : message;
        for (ThreadGroup group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) {
            Consumer<String> listener = LISTENERS.get(group);
            if (listener != null) {
                listener.accept(reason);
                throw new Stopped(reason);
            }
        }
        LISTENERS.values().forEach(listener -> listener.accept(reason));
        throw new Stopped(reason);
    }

    /** Ends the broker thread that wanted to end the process. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stopped(String reason) {
            super("the broker stopped: " + reason);
        }
    }
}
