package io.deligate.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process of a test runs.
 *
 * @param address where the others reach it
 * @param prefix what stands before its command so that it runs there
 */
public record Host(String name, String address, List<String> prefix) {
    private static final Host HERE = new Host("localhost", "127.0.0.1", List.of());

    public Host {
        prefix = List.copyOf(prefix);
    }

    /** This machine, reached over its loopback. */
    public static Host here() {
        return HERE;
    }

    /** Whether it is this machine itself, whose ports are shared with everybody. */
    public boolean isHere() {
        return prefix.isEmpty();
    }

    /** The whole command that runs there what these words would run here; its process is the command's own. */
    public List<String> command(List<String> words) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }
}
