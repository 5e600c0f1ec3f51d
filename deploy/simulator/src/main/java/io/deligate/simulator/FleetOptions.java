package io.deligate.simulator;

import io.deligate.simulator.device.Habits;
import io.deligate.simulator.device.Span;
import io.deligate.simulator.download.DownloadLimits;
import io.deligate.simulator.fleet.FleetPlan;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say what the devices are and do. */
final class FleetOptions {
    @Option(names = "--devices", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private int devices = 100;

    @Option(
            names = "--product",
            paramLabel = "MODEL",
            description = "Their product's model (default: ${DEFAULT-VALUE}).")
    private String product = "DL3785W";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Its type, for the topics (default: ${DEFAULT-VALUE}).")
    private String type = "KQ";

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Their ids are MODEL_TEXT00001 and so on (default: ${DEFAULT-VALUE}).")
    private String prefix = "SIM";

    @Option(
            names = "--connect-rate",
            paramLabel = "N",
            description = "First connects a second (default: ${DEFAULT-VALUE}).")
    private double connectRate = 100;

    @Option(
            names = "--version",
            paramLabel = "V",
            description = "The firmware they report at first, by 101 (default: ${DEFAULT-VALUE}).")
    private String version = "1.0";

    @Option(
            names = "--heartbeat",
            paramLabel = "TIME",
            description = "Each asks for the time (100) so often; 0 is never (default: ${DEFAULT-VALUE}).")
    private String heartbeat = "60s";

    @Option(
            names = "--checkins",
            paramLabel = "TIME",
            description = "Each sends a check-in (300) so often; 0 is never. A device that is bound to no app gets code"
                    + " 107 for it (default: ${DEFAULT-VALUE}).")
    private String checkins = "0";

    @Option(
            names = "--install-window",
            paramLabel = "MIN..MAX",
            description = "From which each picks its second to begin a download (default: ${DEFAULT-VALUE}).")
    private String installWindow = "0..7200";

    @Option(
            names = "--reboot",
            paramLabel = "MIN..MAX",
            description = "How long each is off after a download (default: ${DEFAULT-VALUE}).")
    private String reboot = "20..60";

    @Option(
            names = "--bad-installs",
            paramLabel = "SHARE",
            description = "0 to 1: the share on which no firmware installs; they stay as they are and raise alarm 105"
                    + " with code 200 (default: ${DEFAULT-VALUE}).")
    private double badInstalls;

    @Option(
            names = "--offline",
            paramLabel = "SHARE",
            description =
                    "0 to 0.95: the share that is away at any moment; each comes back (default: ${DEFAULT-VALUE}).")
    private double offline;

    @Option(
            names = "--away",
            paramLabel = "MIN..MAX",
            description = "How long each of those is away (default: ${DEFAULT-VALUE}).")
    private String away = "30m..90m";

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            description = "Windows, reboots and absences pass X times faster: with 60 the 7200 s are 2 minutes"
                    + " (default: ${DEFAULT-VALUE}).")
    private double timeScale = 1;

    @Option(
            names = "--downloads",
            paramLabel = "N",
            description = "Downloads at once, the others wait (default: ${DEFAULT-VALUE}).")
    private int downloads = DownloadLimits.usual().parallel();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed, the same behaviour (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    /** The plan; throws {@link IllegalArgumentException} that names what is wrong. */
    FleetPlan plan() {
        DownloadLimits usual = DownloadLimits.usual();
        Habits habits = new Habits(
                often("--heartbeat", heartbeat),
                often("--checkins", checkins),
                Texts.span("--install-window", installWindow),
                Texts.span("--reboot", reboot),
                offline,
                away(),
                timeScale);
        return new FleetPlan(
                product,
                type,
                prefix,
                devices,
                connectRate,
                version,
                badInstalls,
                seed,
                habits,
                new DownloadLimits(downloads, usual.idle(), usual.tries(), usual.pause(), usual.longest()));
    }

    /** More often than that, a device would be slowed down by the edge. */
    private static Duration often(String option, String text) {
        Duration gap = Texts.duration(option, text);
        if (!gap.isZero() && gap.toMillis() < 100) {
            throw new IllegalArgumentException(option + ": " + text + " (expected: 0, or at least 100ms)");
        }
        return gap;
    }

    private Span away() {
        Span span = Texts.span("--away", away);
        if (span.most().isZero()) {
            throw new IllegalArgumentException("--away: " + away + " (expected: more than 0)");
        }
        return span;
    }
}
