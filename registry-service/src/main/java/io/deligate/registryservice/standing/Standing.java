package io.deligate.registryservice.standing;

import io.deligate.registryview.DeviceStatus;

/** Whether a device may do business and whether it may connect: a lock and a ban are separate (A25). */
public record Standing(boolean locked, boolean banned) {
    /** The one word for both: a ban hides a lock. */
    public DeviceStatus status() {
        if (banned) {
            return DeviceStatus.BANNED;
        }
        return locked ? DeviceStatus.LOCKED : DeviceStatus.NORMAL;
    }

    /** The standing behind the word. */
    public static Standing of(DeviceStatus status, boolean lockUnderBan) {
        return switch (status) {
            case NORMAL -> new Standing(false, false);
            case LOCKED -> new Standing(true, false);
            case BANNED -> new Standing(lockUnderBan, true);
        };
    }

    /** Locked again when a ban is lifted. */
    public boolean lockUnderBan() {
        return locked && banned;
    }
}
