package io.deligate.registryservice.command;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.command.CommandRefused.Reason;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes orders and tells what became of them. */
public final class CommandDesk {
    private final Commands commands;
    private final Predicate<DeviceId> online;
    private final EndWaiters waiters;
    private final SecureRandom random = new SecureRandom();

    /** {@code online} tells whether a device is on any edge. */
    public CommandDesk(Commands commands, Predicate<DeviceId> online, EndWaiters waiters) {
        this.commands = commands;
        this.online = online;
        this.waiters = waiters;
    }

    /** Succeeds with the queued command; fails with {@link CommandRefused} (R101). */
    public Future<Command> order(CommandOrder order, Actor actor) {
        return commands.actionsOf(order.device()).compose(actions -> {
            if (actions.isEmpty()) {
                return refused(Reason.UNKNOWN_DEVICE);
            }
            if (!actions.get().contains(order.instruction().kind().action().code())) {
                return refused(Reason.UNSUPPORTED);
            }
            return online.test(order.device())
                    ? commands.add(NewCommand.of(order, random), actor)
                    : refused(Reason.OFFLINE);
        });
    }

    /** Succeeds with the command, empty when there is none. */
    public Future<Optional<Command>> find(CommandId id) {
        return commands.find(id);
    }

    /**
     * Succeeds with the command as soon as it has ended, or as it is when that time is over; fails with {@link
     * CommandRefused} when too many wait already.
     */
    public Future<Optional<Command>> await(CommandId id, Duration atMost) {
        return await(id, System.nanoTime() + atMost.toNanos());
    }

    private Future<Optional<Command>> await(CommandId id, long deadline) {
        Optional<EndWaiters.Waiter> entered = waiters.enter(id);
        if (entered.isEmpty()) {
            return refused(Reason.TOO_MANY_WAIT);
        }
        EndWaiters.Waiter waiter = entered.get();
        // In this order: what ends behind the look wakes the waiter.
        return commands.find(id)
                .compose(found -> {
                    Duration left = Duration.ofNanos(deadline - System.nanoTime());
                    boolean over = found.isEmpty() || found.get().state().isEnd() || left.toMillis() <= 0;
                    return over
                            ? Future.succeededFuture(found)
                            : waiter.woken(left).compose(woken -> await(id, deadline));
                })
                .onComplete(done -> waiter.leave());
    }

    private static <T> Future<T> refused(Reason reason) {
        return Future.failedFuture(new CommandRefused(reason));
    }
}
