package io.deligate.registryservice.command;

/** What a command's life is moved on by. */
public enum Signal {
    /** Kafka has it for the device's edge. */
    SENT,
    /** The device has acknowledged it (PUBACK). */
    DELIVERED,
    /** It did not reach the device. */
    UNDELIVERABLE,
    /** The device has done it: its answer says 0, or none is to come. */
    DONE,
    /** The device answered with another code. */
    REFUSED,
    /** Its time is over. */
    OVERDUE
}
