package io.deligate.otaservice.rollout;

import io.deligate.rolloutgate.Decision;
import io.deligate.rolloutgate.Gate;
import io.deligate.rolloutgate.ModelReleases;
import io.deligate.rolloutgate.Rollout;
import io.deligate.rolloutgate.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device that should have taken a release long ago.
 *
 * @param version what it still runs, empty when it never said
 * @param since when its time was over
 */
public record Stuck(String rolloutId, String device, String version, Instant since, Reason reason) {
    /** Why, as far as anybody knows. */
    public enum Reason {
        /** Its last word was that it could not take it. */
        FAILED("failed"),
        /** It ran the release, and runs another version now. */
        FELL_BACK("fell-back"),
        /** It was online since its turn came, and nothing followed. */
        SILENT("silent");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** The word. */
        public String text() {
            return text;
        }

        /** The one with this word. */
        public static Reason parse(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("reason: " + text + " (expected: a known one)"));
        }
    }

    /**
     * The device, if it is stuck: its turn came, its window and {@code after} have passed since, and it had the time to
     * notice. That is a whole session begun since its turn, or one that has lasted for the window.
     */
    static Optional<Stuck> of(ModelReleases releases, Fleet.Device device, Duration after, Instant now) {
        Decision decision = Gate.decide(releases, device.id(), device.version(), now);
        Rollout rollout = decision.rollout();
        if (rollout == null || decision.release().isEmpty()) {
            return Optional.empty();
        }
        Instant turn = turn(rollout, decision, device.id());
        Duration window = Duration.ofSeconds(rollout.windowSeconds());
        Instant seen = turn == null ? null : seen(device, turn);
        if (turn == null || seen == null) {
            return Optional.empty();
        }
        boolean knowsOneSession = seen.equals(device.previousAccess());
        Instant noticed = knowsOneSession ? seen : seen.plus(window);
        Instant over = turn.plus(window).plus(after);
        Instant since = over.isAfter(noticed) ? over : noticed;
        return since.isAfter(now)
                ? Optional.empty()
                : Optional.of(new Stuck(
                        rollout.id(),
                        device.id(),
                        device.version(),
                        since,
                        device.versionsRun().contains(rollout.release().version()) ? Reason.FELL_BACK : Reason.SILENT));
    }

    /** Canaries are released with the start, whatever their bucket. */
    private static @Nullable Instant turn(Rollout rollout, Decision decision, String device) {
        Optional<Instant> turn =
                rollout.audience().canary().contains(device) ? anchor(rollout.state()) : decision.releaseAt();
        return turn.orElse(null);
    }

    private static Optional<Instant> anchor(RolloutState state) {
        return state.match(new RolloutState.Cases<>() {
            @Override
            public Optional<Instant> running(RolloutState.Running running) {
                return Optional.of(running.anchor());
            }

            @Override
            public Optional<Instant> paused(RolloutState.Paused paused) {
                return Optional.of(paused.anchor());
            }

            @Override
            public Optional<Instant> aborted(RolloutState.Aborted aborted) {
                return Optional.empty();
            }

            @Override
            public Optional<Instant> completed(RolloutState.Completed completed) {
                return Optional.of(completed.anchor());
            }
        });
    }

    /** The first moment since then at which the device is known to have been online; null = nobody knows of one. */
    private static @Nullable Instant seen(Fleet.Device device, Instant turn) {
        Instant previous = device.previousAccess();
        Instant connected = device.connectedAt();
        if (previous != null && !previous.isBefore(turn)) {
            return previous;
        }
        if (connected != null && !connected.isBefore(turn)) {
            return connected;
        }
        return connected != null && device.online() ? turn : null;
    }
}
