package io.deligate.simulator.device;

import java.net.URI;
import java.time.Duration;

/** What a device wants done by the world around it, in the order it says so. */
public sealed interface Order {
    <R> R match(Cases<R> cases);

    /** One method per order. */
    interface Cases<R> {
        R connect(Connect order);

        R disconnect(Disconnect order);

        R say(Say order);

        R wake(Wake order);

        R fetch(Fetch order);

        R note(Note order);
    }

    /** Dial, subscribe to the topics of type and model, and tell when the platform has accepted. */
    record Connect() implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.connect(this);
        }
    }

    /** Hang up, whatever state the connection is in. */
    record Disconnect() implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.disconnect(this);
        }
    }

    /**
     * Publish.
     *
     * @param action that the message carries
     */
    record Say(int action, String message) implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.say(this);
        }
    }

    /**
     * Ring after that time.
     *
     * @param ticket to be handed back; an older one of the same bell means nothing any more
     */
    record Wake(Bell bell, int ticket, Duration after) implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.wake(this);
        }
    }

    /** Download, and tell how it ended. */
    record Fetch(URI file, String checksum) implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.fetch(this);
        }
    }

    /** Count. */
    record Note(Happening happening) implements Order {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.note(this);
        }
    }
}
