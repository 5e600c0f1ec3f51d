package io.deligate.registryservice.command;

import io.deligate.servicekit.config.Expect;
import java.time.Duration;

/**
 * How commands are kept.
 *
 * @param retention how long after its end
 * @param waiters calls that may wait for the end of a command at a time
 */
public record CommandConfig(Duration retention, int waiters) {
    public CommandConfig {
        Expect.positive("commands.retention", retention);
        Expect.between("commands.waiters", waiters, 1, 100_000);
    }

    public static CommandConfig defaults() {
        return new CommandConfig(Duration.ofDays(30), 1_000);
    }
}
