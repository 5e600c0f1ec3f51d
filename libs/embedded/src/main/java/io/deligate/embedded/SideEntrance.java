package io.deligate.embedded;

/** A way into the broker beside the ordinary one. */
public sealed interface SideEntrance {
    /** Where the broker listens. */
    int port();

    /** The address of this machine that it listens on. */
    default String host() {
        return "127.0.0.1";
    }

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

    /**
     * For clients on other machines, which may do everything: for networks of tests only.
     *
     * @param host an address of this machine that clients reach
     */
    record Outside(String host, int port) implements SideEntrance {}
}
