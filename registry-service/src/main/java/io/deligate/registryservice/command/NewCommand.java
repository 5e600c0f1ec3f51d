package io.deligate.registryservice.command;

import io.deligate.protocol.Mid;
import io.deligate.protocol.ToDevice;
import io.deligate.registryservice.logdrop.DropAccount;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An order with its names: one for callers, one for the device.
 *
 * @param account what the device may upload its logs with, if it is to upload them to the platform
 */
public record NewCommand(
        CommandId id,
        Mid.Text mid,
        CommandOrder order,
        @Nullable DropAccount account) {
    /** The mid is 16 hexadecimal digits, short enough for any firmware. */
    static NewCommand of(CommandOrder order, @Nullable DropAccount account, RandomGenerator random) {
        return new NewCommand(
                CommandId.random(), new Mid.Text(HexFormat.of().toHexDigits(random.nextLong())), order, account);
    }

    /** What the device is sent. */
    public ToDevice message() {
        return order.instruction().message(mid, order.userId(), order.device());
    }
}
