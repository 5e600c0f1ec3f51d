package io.deligate.dispatcher.request;

import io.deligate.protocol.Action;
import io.deligate.protocol.ReplyCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts answered requests by action and reply code. */
public final class RequestMetrics {
    private final MeterRegistry meters;
    private final Map<Key, Counter> requests = new ConcurrentHashMap<>();

    private record Key(String action, String code) {}

    public RequestMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void answered(int action, ReplyCode code) {
        count(action, Integer.toString(code.code()));
    }

    /** A query that was too old to be answered. */
    void stale(int action) {
        count(action, "stale");
    }

    /** A request that the registry answers. */
    void handedOn(int action) {
        count(action, "handed_on");
    }

    private void count(int action, String code) {
        // Devices may ask for any number: what is no action of the protocol shares one name.
        String label = Action.fromCode(action).isPresent() ? Integer.toString(action) : "other";
        requests.computeIfAbsent(new Key(label, code), this::counter).increment();
    }

    private Counter counter(Key key) {
        return Counter.builder("deligate.dispatcher.requests")
                .description("Requests of devices that were answered")
                .tag("action", key.action())
                .tag("code", key.code())
                .register(meters);
    }
}
