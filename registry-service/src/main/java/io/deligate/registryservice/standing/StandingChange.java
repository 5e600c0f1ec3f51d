package io.deligate.registryservice.standing;

import io.deligate.registryservice.change.DeviceEvent;

/** What an operator can do to a device's {@link Standing}. */
public enum StandingChange {
    LOCK("lockDevice", DeviceEvent.Kind.LOCKED),
    UNLOCK("unlockDevice", DeviceEvent.Kind.UNLOCKED),
    BAN("banDevice", DeviceEvent.Kind.BANNED),
    UNBAN("unbanDevice", DeviceEvent.Kind.UNBANNED);

    private final String operation;
    private final DeviceEvent.Kind event;

    StandingChange(String operation, DeviceEvent.Kind event) {
        this.operation = operation;
        this.event = event;
    }

    /** The standing after it; the same when there is nothing to change. */
    public Standing appliedTo(Standing before) {
        return switch (this) {
            case LOCK -> new Standing(true, before.banned());
            case UNLOCK -> new Standing(false, before.banned());
            case BAN -> new Standing(before.locked(), true);
            case UNBAN -> new Standing(before.locked(), false);
        };
    }

    /** The call of the contract, and what the audit calls it. */
    public String operation() {
        return operation;
    }

    public DeviceEvent.Kind event() {
        return event;
    }
}
