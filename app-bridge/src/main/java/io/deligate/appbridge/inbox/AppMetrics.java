package io.deligate.appbridge.inbox;

import io.deligate.protocol.ReplyCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts messages between devices and apps by how they ended. */
public final class AppMetrics {
    private static final String TO_APP = "to_app";
    private static final String TO_DEVICE = "to_device";
    private static final String NOTICE = "notice";

    private final MeterRegistry meters;
    private final Map<Key, Counter> messages = new ConcurrentHashMap<>();

    private record Key(String direction, String code) {}

    public AppMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A copy of a 300 is in an app's topic, or the device was told why not. */
    public void toApp(ReplyCode code) {
        count(TO_APP, Integer.toString(code.code()));
    }

    /** A 301 has its outcome. */
    public void toDevice(ReplyCode code) {
        count(TO_DEVICE, Integer.toString(code.code()));
    }

    /** A 301 that had come before. */
    public void repeated() {
        count(TO_DEVICE, "repeated");
    }

    /** An app was told 402, 403 or 404. */
    public void notice(int action) {
        count(NOTICE, Integer.toString(action));
    }

    private void count(String direction, String code) {
        messages.computeIfAbsent(new Key(direction, code), this::counter).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("deligate.app.messages")
                .description("Messages between devices and cloud apps")
                .tag("direction", key.direction())
                .tag("code", key.code())
                .register(meters);
    }
}
