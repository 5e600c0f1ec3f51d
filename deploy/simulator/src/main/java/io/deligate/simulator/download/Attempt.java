package io.deligate.simulator.download;

/** What one request of a download has come to. */
enum Attempt {
    /** The body has ended as announced. */
    ENDED,
    /** To be tried again from where it is. */
    BROKEN_OFF,
    /** What there is belongs to another file, or to nothing: to be tried again from its beginning. */
    AMISS,
    /** The server will not give it. */
    REFUSED,
    /** It is no use to try again. */
    HOPELESS
}
