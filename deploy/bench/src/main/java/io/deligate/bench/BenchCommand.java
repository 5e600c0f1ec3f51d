package io.deligate.bench;

import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.figure.Report;
import io.deligate.bench.measure.Bench;
import io.deligate.bench.measure.Broadcast;
import io.deligate.bench.measure.Connections;
import io.deligate.bench.measure.Connects;
import io.deligate.bench.measure.Downlink;
import io.deligate.bench.measure.Options;
import io.deligate.bench.measure.Request;
import io.deligate.bench.measure.Rollout;
import io.deligate.bench.measure.Scale;
import io.deligate.bench.measure.Stage;
import io.deligate.bench.measure.Uplink;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The benchmarks of the platform, each against the least program that could do the same work. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the platform against the least program that could do the same work, on this machine.",
        synopsisSubcommandLabel = "NAME",
        footer = {
            "",
            "A table goes to standard error, one line of JSON to standard output.",
            "Exit codes: 0 measured, 1 something could not be started or has ended, 2 wrong options."
        })
public final class BenchCommand implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final int MANY = 20_000;
    private static final int PROBES_AND_FIRST = 200;

    @Spec
    private @Nullable CommandSpec spec;

    private BenchCommand() {}

    /** As a command of its own or below another one. */
    public static CommandLine line() {
        BenchCommand bench = new BenchCommand();
        CommandLine line = new CommandLine(bench);
        line.setParameterExceptionHandler((wrong, args) -> {
            CommandLine where = wrong.getCommandLine();
            where.getErr()
                    .println(where.getCommandSpec().qualifiedName() + ": " + bench.message(wrong) + "; see --help");
            return WRONG;
        });
        return line;
    }

    /** In one line; who mistypes a name is told which there are. */
    private String message(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && wrong.getCommandLine().getCommand() == this
                && !unmatched.isUnknownOption()) {
            return unmatched.getUnmatched().get(0) + ": unknown (expected: one of " + names() + ")";
        }
        return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong options");
    }

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "no name (expected: one of " + names() + ")");
    }

    private String names() {
        return String.join(", ", spec().subcommands().keySet());
    }

    /** What all of them take. */
    static final class Shared {
        @Option(
                names = "--seconds",
                defaultValue = "12",
                description = "Measured, of the edge and of the floor each (default ${DEFAULT-VALUE}).")
        private int seconds = 1;

        @Option(names = "--warmup", defaultValue = "15", description = "Seconds before (default ${DEFAULT-VALUE}).")
        private int warmup;

        @Option(names = "--tls", description = "Devices speak TLS.")
        private boolean tls;

        @Option(
                names = "--profile",
                paramLabel = "FILE",
                description = "Profiles a process: .jfr by the JDK, .html or .collapsed by async-profiler.")
        private @Nullable Path profile;

        @Option(
                names = "--profile-of",
                paramLabel = "NAME",
                defaultValue = "edge-1",
                description = "Which one: edge-1, dispatcher, app-bridge, registry-service, backing (the broker)"
                        + " or floor; of several floor-1 (default ${DEFAULT-VALUE}).")
        private String profiled = "";

        @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the edge; may be repeated.")
        private Map<String, String> settings = Map.of();

        Options options() {
            return new Options(seconds, warmup, tls, profile, profiled, settings);
        }
    }

    @Command(name = "uplink", mixinStandardHelpOptions = true, description = "QoS 1 PUBLISH to its PUBACK.")
    int uplink(
            @Mixin Shared shared,
            @Option(names = "--connections", defaultValue = "2000", description = "Default ${DEFAULT-VALUE}.")
                    int connections,
            @Option(names = "--rate", defaultValue = "10000", description = "Messages/s (default ${DEFAULT-VALUE}).")
                    int rate,
            @Option(
                            names = "--in-flight",
                            defaultValue = "0",
                            description = "Closed loop, with so many on their way per device; 0 = at the rate.")
                    int inFlight,
            @Option(names = "--payload", defaultValue = "200", description = "Bytes (default ${DEFAULT-VALUE}).")
                    int payload) {
        return measure(shared, options -> new Uplink(connections, rate, inFlight, payload, options));
    }

    @Command(name = "request", mixinStandardHelpOptions = true, description = "Action 100 and its answer.")
    int request(
            @Mixin Shared shared,
            @Option(names = "--connections", defaultValue = "500", description = "Default ${DEFAULT-VALUE}.")
                    int connections,
            @Option(names = "--rate", defaultValue = "1000", description = "Requests/s (default ${DEFAULT-VALUE}).")
                    int rate,
            @Option(
                            names = "--set-service",
                            paramLabel = "NAME=VALUE",
                            description = "A setting of the dispatcher; may be repeated.")
                    @Nullable
                    Map<String, String> service) {
        return measure(shared, options -> new Request(connections, rate, given(service), options));
    }

    @Command(
            name = "connections",
            mixinStandardHelpOptions = true,
            description = "Memory of a connection that does nothing.")
    int connections(
            @Mixin Shared shared,
            @Option(
                            names = "--connections",
                            defaultValue = "0",
                            description = "Default 20000, or as many as this process may have files open.")
                    int connections) {
        return measure(shared, options -> new Connections(many(connections), options));
    }

    @Command(
            name = "connects",
            mixinStandardHelpOptions = true,
            description = "Devices that connect, are authenticated and leave.")
    int connects(
            @Mixin Shared shared,
            @Option(
                            names = "--connections",
                            defaultValue = "2000",
                            description = "Devices that take turns (default ${DEFAULT-VALUE}); each is new to the"
                                    + " registry the first time.")
                    int connections,
            @Option(
                            names = "--in-flight",
                            defaultValue = "64",
                            description = "Connects on their way at once (default ${DEFAULT-VALUE}).")
                    int inFlight) {
        return measure(shared, options -> new Connects(connections, inFlight, options));
    }

    @Command(
            name = "downlink",
            mixinStandardHelpOptions = true,
            description = "Messages between cloud apps and devices, both ways.")
    int downlink(
            @Mixin Shared shared,
            @Option(names = "--apps", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.") int apps,
            @Option(names = "--devices-per-app", defaultValue = "500", description = "Default ${DEFAULT-VALUE}.")
                    int devicesPerApp,
            @Option(
                            names = "--partitions",
                            defaultValue = "12",
                            description = "Of each of an app's two topics (default ${DEFAULT-VALUE}).")
                    int partitions,
            @Option(names = "--rate", defaultValue = "1000", description = "Messages/s (default ${DEFAULT-VALUE}).")
                    int rate,
            @Option(names = "--payload", defaultValue = "200", description = "Bytes (default ${DEFAULT-VALUE}).")
                    int payload,
            @Option(
                            names = "--set-service",
                            paramLabel = "NAME=VALUE",
                            description = "A setting of the app-bridge; may be repeated.")
                    @Nullable
                    Map<String, String> service) {
        return measure(
                shared,
                options -> new Downlink(apps, devicesPerApp, partitions, rate, payload, given(service), options));
    }

    @Command(
            name = "broadcast",
            mixinStandardHelpOptions = true,
            description = "One 202 to all devices: time to the last of them.")
    int broadcast(
            @Mixin Shared shared,
            @Option(
                            names = "--connections",
                            defaultValue = "0",
                            description = "Default 20000, or as many as this process may have files open.")
                    int connections,
            @Option(names = "--rounds", defaultValue = "5", description = "Broadcasts (default ${DEFAULT-VALUE}).")
                    int rounds) {
        return measure(shared, options -> new Broadcast(many(connections), rounds, options));
    }

    @Command(name = "scale", mixinStandardHelpOptions = true, description = "Uplinks through 1, 2 and 4 edges.")
    int scale(
            @Mixin Shared shared,
            @Option(names = "--edges", defaultValue = "4", description = "Default ${DEFAULT-VALUE}.") int edges,
            @Option(names = "--connections", defaultValue = "2000", description = "Default ${DEFAULT-VALUE}.")
                    int connections,
            @Option(names = "--rate", defaultValue = "4000", description = "Messages/s (default ${DEFAULT-VALUE}).")
                    int rate,
            @Option(
                            names = "--each",
                            description = "Connections and rate are those of each edge: the fleet grows with them.")
                    boolean each) {
        return measure(shared, options -> new Scale(edges, connections, rate, each, options));
    }

    @Command(
            name = "rollout",
            mixinStandardHelpOptions = true,
            description = "A rollout to a million devices, without sockets.")
    int rollout(
            @Option(names = "--devices", defaultValue = "1000000", description = "Default ${DEFAULT-VALUE}.")
                    int devices) {
        return measure(new Shared(), options -> new Rollout(devices));
    }

    private static Map<String, String> given(@Nullable Map<String, String> settings) {
        return settings == null ? Map.of() : settings;
    }

    private static int many(int given) {
        return given == 0 ? Math.min(MANY, Options.mostConnections() - PROBES_AND_FIRST) : given;
    }

    private int measure(Shared shared, Function<Options, Bench> wanted) {
        CommandLine line = spec().commandLine();
        Bench bench;
        try {
            bench = wanted.apply(shared.options());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(
                    line.getParseResult().subcommand().commandSpec().commandLine(), wrong.getMessage(), wrong);
        }
        PrintWriter err = line.getErr();
        try (Stage stage = new Stage(Clock.systemUTC(), text -> err.println("bench: " + text))) {
            Report report = bench.run(stage);
            report.table().forEach(err::println);
            line.getOut().println(report.json());
            return 0;
        } catch (ChildFailure failed) {
            err.println("bench: " + failed.getMessage());
            return FAILED;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("spec: missing (expected: a command line)");
        }
        return spec;
    }
}
