package io.deligate.mqttedge.wire;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes what stands in front of each connection of this edge.
 *
 * @param limits how much of a connection may be in memory
 * @param refused where broken rules are counted
 */
public record Fronts(ReadLimits limits, RefusedFrames refused) {
    /** For a client at that address; {@code onConnect} is told right before its CONNECT goes on to the codec. */
    public FrontHandler front(Supplier<String> address, Consumer<FrontHandler> onConnect) {
        return new FrontHandler(limits, rule -> refused.count(rule, address.get()), onConnect);
    }
}
