package io.deligate.mqttedge.session;

import java.util.concurrent.TimeUnit;

/**
 * How many requests of a session wait for their reply. A request is forgotten when its reply can hardly come any more:
 * between one and two ages after it was sent, an age being a little longer than queries live (A33). Two numbers, no
 * timer. Event loop only.
 */
final class Unanswered {
    static final long AGE = TimeUnit.SECONDS.toNanos(35);

    private int recent;
    private int older;
    private long turnedAt;

    Unanswered(long now) {
        this.turnedAt = now;
    }

    void asked(long now) {
        turn(now);
        recent++;
    }

    /** False when no request waits. */
    boolean answered(long now) {
        turn(now);
        if (older > 0) {
            older--;
        } else if (recent > 0) {
            recent--;
        } else {
            return false;
        }
        return true;
    }

    int count(long now) {
        turn(now);
        return older + recent;
    }

    private void turn(long now) {
        long passed = now - turnedAt;
        if (passed >= AGE) {
            older = passed >= 2 * AGE ? 0 : recent;
            recent = 0;
            turnedAt = now;
        }
    }
}
