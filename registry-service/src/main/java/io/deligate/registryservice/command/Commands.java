package io.deligate.registryservice.command;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stored commands; times are the database's, so that all replicas agree on what is over. */
public interface Commands {
    /** Succeeds with the actions that the device's product lists; empty when there is no such device. */
    Future<Optional<Set<Integer>>> actionsOf(DeviceId device);

    /** Succeeds once the command and the message that carries it are committed together. */
    Future<Command> add(NewCommand command, Actor actor);

    /** Succeeds with the command, empty when there is none. */
    Future<Optional<Command>> find(CommandId id);

    /** Succeeds with the device's commands, the newest first; empty when there is no such device. */
    Future<Optional<Page<Command>>> list(DeviceId device, PageRequest page);

    /** Succeeds with the commands that ended by these reports; what is unknown or says nothing new is passed over. */
    Future<List<Ended>> apply(List<Report> reports);

    /**
     * Matches the answers to commands by device, action and mid (A56). Succeeds when all are stored; the first answer of
     * a command counts, and one that comes after its end is kept as late (R99, R100).
     */
    Future<Answered> answer(List<DeviceAnswer> answers);

    /** Ends at most so many commands whose time is over, those that others are at work on excepted. */
    Future<List<Ended>> expire(int most);

    /** Succeeds with how many it has removed of those that ended so long ago, a limited number at a time. */
    Future<Integer> forget(Duration age, int most);

    /** A command that has just come to its end. */
    record Ended(CommandId id, CommandKind kind, CommandState state) {}

    /** What became of answers. */
    record Answered(List<Ended> ended, int late, int repeated, int unmatched) {
        public Answered {
            ended = List.copyOf(ended);
        }
    }
}
