package io.deligate.simulator.device;

/** How a download has ended. */
public enum Fetched {
    /** All of it is there, and its MD5 is the one that was promised. */
    WHOLE,
    /** The file server does not give it any more: the rollout was aborted. */
    REFUSED,
    /** It could not be had, or not in the right shape. */
    BROKEN
}
