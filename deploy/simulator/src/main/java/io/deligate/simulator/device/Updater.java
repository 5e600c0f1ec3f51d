package io.deligate.simulator.device;

import io.deligate.simulator.device.Update.Asking;
import io.deligate.simulator.device.Update.Downloading;
import io.deligate.simulator.device.Update.Rebooting;
import io.deligate.simulator.device.Update.Reporting;
import io.deligate.simulator.device.Update.Settled;
import io.deligate.simulator.device.Update.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * The part of a device that knows which firmware it runs and which it is on its way to. Each method is one thing that
 * happens to it and says what follows; what does not fit the state changes nothing, so duplicates do no harm.
 */
final class Updater {
    /** What a device has to do next. */
    enum Next {
        NOTHING,
        ASK,
        PICK_SECOND,
        FETCH,
        REBOOT,
        REPORT,
        DROPPED
    }

    private final boolean bad;
    private String running;
    private @Nullable String givenUp;
    private Update update = new Settled();
    private boolean lookAgain;

    /**
     * @param running the version it has from the factory
     * @param bad no firmware ever installs on this device
     */
    Updater(String running, boolean bad) {
        this.running = running;
        this.bad = bad;
    }

    String running() {
        return running;
    }

    Phase phase() {
        return update.phase();
    }

    /** What it waits for or downloads. */
    @Nullable
    Offer offer() {
        if (update instanceof Waiting waiting) {
            return waiting.offer();
        }
        return update instanceof Downloading downloading ? downloading.offer() : null;
    }

    /** It may not be used before a forced upgrade is in. */
    boolean isUsable() {
        Offer offer = offer();
        return offer == null || !offer.force();
    }

    /** Not to be switched off now. */
    boolean isBusy() {
        return update instanceof Downloading || update instanceof Rebooting || update instanceof Reporting;
    }

    boolean isAsking() {
        return update instanceof Asking;
    }

    boolean hasToReport() {
        return update instanceof Reporting;
    }

    boolean hasFailureToReport() {
        return update instanceof Reporting reporting && !reporting.good();
    }

    /** It asks on its own accord, after a connect. */
    void asks() {
        if (update instanceof Settled) {
            update = new Asking();
        }
    }

    /** It hears of a version by 202 or 102. */
    Next told(String version) {
        if (!isWanted(version)) {
            return Next.NOTHING;
        }
        if (isBusy()) {
            lookAgain = true;
            return Next.NOTHING;
        }
        Offer known = offer();
        if (update instanceof Asking || (known != null && known.version().equals(version))) {
            return Next.NOTHING;
        }
        if (update instanceof Settled) {
            update = new Asking();
        }
        return Next.ASK;
    }

    /** The answer to 103 names a firmware. */
    Next offered(Offer offer) {
        if (isBusy()) {
            lookAgain |= isWanted(offer.version());
            return Next.NOTHING;
        }
        if (!isWanted(offer.version())) {
            return notOffered();
        }
        if (update instanceof Waiting waiting && waiting.offer().version().equals(offer.version())) {
            // the link may be a new one
            Waiting fresh = new Waiting(offer, waiting.overdue());
            update = waiting.overdue() ? fresh.due() : fresh;
            return waiting.overdue() ? Next.FETCH : Next.NOTHING;
        }
        update = new Waiting(offer, false);
        return Next.PICK_SECOND;
    }

    /** The answer to 103 names none, or none that is newer. */
    Next notOffered() {
        if (isBusy()) {
            return Next.NOTHING;
        }
        boolean dropped = update instanceof Waiting;
        update = new Settled();
        return dropped ? Next.DROPPED : Next.NOTHING;
    }

    /** Its second has come. */
    Next due(boolean away) {
        if (!(update instanceof Waiting waiting)) {
            return Next.NOTHING;
        }
        update = away ? waiting.missed() : waiting.due();
        return away ? Next.NOTHING : Next.FETCH;
    }

    /** The download has ended. */
    Next fetched(Fetched how) {
        if (!(update instanceof Downloading downloading)) {
            return Next.NOTHING;
        }
        switch (how) {
            case WHOLE -> {
                update = downloading.whole();
                return Next.REBOOT;
            }
            case REFUSED -> {
                update = new Settled();
                return Next.DROPPED;
            }
            case BROKEN -> {
                update = downloading.broken();
                return Next.REPORT;
            }
        }
        throw new IllegalStateException("no such end of a download: " + how);
    }

    /** It is connected again after it was off. */
    void up() {
        if (update instanceof Rebooting rebooting) {
            Reporting report = rebooting.up(!bad);
            if (report.good()) {
                running = report.version();
            }
            update = report;
        }
    }

    /** The platform has answered its report; tells whether that was the news it had. */
    boolean reported(boolean good) {
        if (!(update instanceof Reporting reporting) || reporting.good() != good) {
            return false;
        }
        if (!good) {
            givenUp = reporting.version();
        }
        update = new Settled();
        return true;
    }

    /** Whether it heard of something while it was busy; asked once. */
    boolean looksAgain() {
        boolean look = lookAgain && update instanceof Settled;
        if (look) {
            lookAgain = false;
            update = new Asking();
        }
        return look;
    }

    /** A version that would not install is not tried again. */
    private boolean isWanted(String version) {
        return !version.isEmpty() && !version.equals(givenUp) && Versions.isNewer(version, running);
    }
}
