package io.deligate.registryservice.command;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.command.CommandRefused.Reason;
import io.deligate.registryservice.logdrop.LogDrops;
import io.deligate.registryservice.logdrop.StoredFile;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes orders and tells what became of them. */
public final class CommandDesk {
    private final Commands commands;
    private final Predicate<DeviceId> online;
    private final EndWaiters waiters;
    private final @Nullable LogDrops drops;
    private final SecureRandom random = new SecureRandom();

    /** {@code online} tells whether a device is on any edge; without {@code drops} no logs are taken in. */
    public CommandDesk(Commands commands, Predicate<DeviceId> online, EndWaiters waiters, @Nullable LogDrops drops) {
        this.commands = commands;
        this.online = online;
        this.waiters = waiters;
        this.drops = drops;
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
            if (drops == null && isForUs(order)) {
                return refused(Reason.NO_LOG_INTAKE);
            }
            return online.test(order.device()) ? commands.add(named(order), actor) : refused(Reason.OFFLINE);
        });
    }

    private static boolean isForUs(CommandOrder order) {
        return order.instruction() instanceof Instruction.UploadLogs logs && logs.dropBox() == null;
    }

    private NewCommand named(CommandOrder order) {
        if (drops != null && order.instruction() instanceof Instruction.UploadLogs logs && isForUs(order)) {
            LogDrops.Offer offer = drops.offer();
            return NewCommand.of(order.with(logs.into(offer.dropBox())), offer.account(), random);
        }
        return NewCommand.of(order, null, random);
    }

    /** Succeeds with the files that the device has uploaded for this command; empty when there is no such command. */
    public Future<Optional<List<StoredFile>>> files(CommandId id) {
        return commands.find(id).compose(found -> {
            String drop = found.map(Command::drop).orElse(null);
            return drop == null || drops == null
                    ? Future.succeededFuture(found.map(command -> List.<StoredFile>of()))
                    : drops.files(drop).map(Optional::of);
        });
    }

    /** Succeeds with the device's commands, the newest first; empty when there is no such device. */
    public Future<Optional<Page<Command>>> list(DeviceId device, PageRequest page) {
        return commands.list(device, page);
    }

    /** Succeeds with the command, empty when there is none. */
    public Future<Optional<Command>> find(CommandId id) {
        return commands.find(id);
    }

    /**
     * Succeeds with the command as soon as it has ended, or as it is when that time is over or the
     * service stops; fails with {@link CommandRefused} when too many wait already.
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
                    boolean over = found.isEmpty()
                            || found.get().state().isEnd()
                            || left.toMillis() <= 0
                            || waiters.released();
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
