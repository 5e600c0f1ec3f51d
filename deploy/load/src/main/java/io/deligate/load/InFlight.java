package io.deligate.load;

import java.util.Arrays;

/**
 * The publishes of one connection that wait for their PUBACK. Packet ids are given out in turn, so a window over them is
 * enough: no object per publish. One thread.
 */
final class InFlight {
    static final int MOST = 32_768;

    /** 1 to 65,535 [MQTT-2.3.1-1]. */
    private static final int IDS = 65_535;

    private static final long NONE = Long.MIN_VALUE;

    private long[] tokens = {NONE, NONE};
    private long oldest;
    private long next;
    private int open;

    /** Gives the next packet id to this token, which is not {@code Long.MIN_VALUE}; see {@link #MOST}. */
    int add(long token) {
        if (next - oldest == tokens.length) {
            widen();
        }
        tokens[slot(next)] = token;
        open++;
        return (int) (next++ % IDS) + 1;
    }

    /** Whether this id was given out and not taken back. */
    boolean has(int packetId) {
        long number = number(packetId);
        return packetId > 0 && number < next && tokens[slot(number)] != NONE;
    }

    /** The token of an id for which {@link #has} is true; the id is free again. */
    long remove(int packetId) {
        int slot = slot(number(packetId));
        long token = tokens[slot];
        tokens[slot] = NONE;
        open--;
        while (oldest < next && tokens[slot(oldest)] == NONE) {
            oldest++;
        }
        return token;
    }

    int open() {
        return open;
    }

    /** Which publish of all times that is: the first from the oldest on that has the id. */
    private long number(int packetId) {
        return oldest + Math.floorMod(packetId - 1 - oldest, IDS);
    }

    private int slot(long number) {
        return (int) (number & tokens.length - 1);
    }

    private void widen() {
        if (tokens.length == MOST) {
            throw new IllegalStateException("in flight: " + open + " (expected: at most " + MOST + ")");
        }
        long[] narrow = tokens;
        tokens = new long[2 * narrow.length];
        Arrays.fill(tokens, NONE);
        for (long number = oldest; number < next; number++) {
            tokens[slot(number)] = narrow[(int) (number & narrow.length - 1)];
        }
    }
}
