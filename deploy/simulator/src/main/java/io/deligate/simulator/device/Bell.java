package io.deligate.simulator.device;

/** What a device lets itself be reminded of. */
public enum Bell {
    CONNECT,
    HEARTBEAT,
    CHECKIN,
    INSTALL,
    BOOTED,
    LEAVE,
    RETURN,
    /** Nobody has answered what it has asked or reported. */
    REPEAT
}
