package io.deligate.simulator.device;

/** What is worth counting about devices. */
public enum Happening {
    /** A firmware was offered, and the device has picked its second. */
    OFFERED,
    /** It runs the new version, and the platform knows. */
    INSTALLED,
    /** It runs the old version, and the platform has the alarm. */
    FAILED,
    /** The file was refused or the offer taken back before it was used. */
    WITHDRAWN,
    /** A command was carried out or refused, and answered. */
    COMMAND,
    /** A notice that expects no answer: 203, 204, 205. */
    NOTICE,
    /** A message of a cloud app: 301. */
    APP_MESSAGE,
    /** Something that is no message of the protocol. */
    UNREADABLE
}
