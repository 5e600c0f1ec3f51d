package io.deligate.simulator.device;

/** Where devices are with an update, for those who count them. */
public enum Phase {
    SETTLED,
    WAITING,
    DOWNLOADING,
    INSTALLING
}
