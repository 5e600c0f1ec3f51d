package io.deligate.registryservice.command;

import io.deligate.protocol.Action;
import java.util.Optional;

/** What can be sent to a device as a command. */
public enum CommandKind {
    CONTROL(Action.REMOTE_COMMAND, true),
    LOG_UPLOAD(Action.LOG_UPLOAD, true),
    /** The protocol has no answer to it: who has it, has done it. */
    LOGIN_NOTICE(Action.LOGIN_NOTICE, false);

    private final Action action;
    private final boolean answered;

    CommandKind(Action action, boolean answered) {
        this.action = action;
        this.answered = answered;
    }

    public Action action() {
        return action;
    }

    /** The kind of that action, or empty. */
    public static Optional<CommandKind> of(int action) {
        for (CommandKind kind : values()) {
            if (kind.action.code() == action) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** What the signal means for a command of this kind. */
    public Signal read(Signal signal) {
        return signal == Signal.DELIVERED && !answered ? Signal.DONE : signal;
    }
}
