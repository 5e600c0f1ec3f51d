package io.deligate.simulator.device;

/** Where a device is with its firmware. */
sealed interface Update {
    Phase phase();

    /** It knows of nothing newer than what it runs. */
    record Settled() implements Update {
        @Override
        public Phase phase() {
            return Phase.SETTLED;
        }
    }

    /** It has asked by 103. */
    record Asking() implements Update {
        @Override
        public Phase phase() {
            return Phase.SETTLED;
        }
    }

    /**
     * It has picked its second.
     *
     * @param overdue the second has passed while it was away
     */
    record Waiting(Offer offer, boolean overdue) implements Update {
        @Override
        public Phase phase() {
            return Phase.WAITING;
        }

        Downloading due() {
            return new Downloading(offer);
        }

        Waiting missed() {
            return new Waiting(offer, true);
        }
    }

    /** The file is on its way. */
    record Downloading(Offer offer) implements Update {
        @Override
        public Phase phase() {
            return Phase.DOWNLOADING;
        }

        Rebooting whole() {
            return new Rebooting(offer);
        }

        Reporting broken() {
            return new Reporting(offer.version(), false);
        }
    }

    /** It is off for a moment, to come up with the new firmware or with the old one. */
    record Rebooting(Offer offer) implements Update {
        @Override
        public Phase phase() {
            return Phase.INSTALLING;
        }

        Reporting up(boolean good) {
            return new Reporting(offer.version(), good);
        }
    }

    /** It tells how the update went until the platform has answered. */
    record Reporting(String version, boolean good) implements Update {
        @Override
        public Phase phase() {
            return Phase.INSTALLING;
        }
    }
}
