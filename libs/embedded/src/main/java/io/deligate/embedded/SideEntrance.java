package io.deligate.embedded;

/** A way into the broker beside the ordinary one. */
public sealed interface SideEntrance {
    /** Where the broker listens, on this machine. */
    int port();

    /**
     * For clients that reach the broker through a relay.
     *
     * @param port where the broker listens for the relay
     * @param advertised the relay's own port on this machine, where clients connect
     */
    record Detour(int port, int advertised) implements SideEntrance {}

    /**
     * Where clients say who they are (SASL_PLAINTEXT, SCRAM-SHA-512) and may do what access control lists allow: nothing,
     * at first. Users and lists are made with an admin client through the ordinary entrance, which stays open to
     * everybody on this machine.
     */
    record Guarded(int port) implements SideEntrance {}
}
