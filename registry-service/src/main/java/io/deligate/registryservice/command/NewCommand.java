package io.deligate.registryservice.command;

import io.deligate.protocol.Mid;
import io.deligate.protocol.ToDevice;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** An order with its names: one for callers, one for the device. */
public record NewCommand(CommandId id, Mid.Text mid, CommandOrder order) {
    /** The mid is 16 hexadecimal digits, short enough for any firmware. */
    static NewCommand of(CommandOrder order, RandomGenerator random) {
        return new NewCommand(CommandId.random(), new Mid.Text(HexFormat.of().toHexDigits(random.nextLong())), order);
    }

    /** What the device is sent. */
    public ToDevice message() {
        return order.instruction().message(mid, order.userId(), order.device());
    }
}
