package io.deligate.simulator;

import io.deligate.load.Target;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.Secret;
import io.deligate.servicekit.process.Terminal;
import io.deligate.simulator.fleet.FleetPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A simulated fleet, from the command line. */
@Command(
        name = "simulate",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "A simulated fleet against any address, with live progress, until Ctrl-C or --duration.",
            "",
            "Its devices introduce themselves (100, 101, 102, 103), come back when their connection breaks, answer"
                    + " commands, and take updates: they pick their second, download with resume, check the MD5, reboot"
                    + " and report. They answer 200 with code 0 (cmd version: with their version), 201 with code 201"
                    + " (they keep no logs), and any other command with code 106.",
            ""
        },
        footer = {
            "",
            "Durations are 500ms, 30s, 5m, 2h; a number alone is seconds. The product key is read from --key-file, from"
                    + " DELIGATE_PRODUCT_KEY, or from the data folder of ./deligate up --demo, never from an option.",
            "",
            "Examples, beside ./deligate up --demo in another terminal:",
            "  ./deligate simulate --devices 1000",
            "  ./deligate simulate --devices 200 --offline 0.3 --time-scale 60 --duration 10m --json",
            "  ./deligate simulate --devices 500 --bad-installs 0.1 --install-window 0..30",
            "and a fleet of a product of yours:",
            "  ./deligate simulate ssl://edge.example.org:8883 --product GATE1 --key-file gate1.key",
            "",
            "Exit codes: 0 in order, 1 no device was ever connected, 2 wrong options."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final int MISCONFIGURED = 2;

    private final Terminal terminal;
    private final Map<String, String> env;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ADDRESS",
            defaultValue = "tcp://127.0.0.1:1883",
            description = "tcp://host:port, or ssl://host:port for TLS (default: ${DEFAULT-VALUE}).")
    private String address = "";

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates to trust instead of the system's.")
    private @Nullable Path ca;

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file that holds the product key.")
    private @Nullable Path keyFile;

    @Option(names = "--duration", paramLabel = "TIME", description = "How long (default: until Ctrl-C).")
    private @Nullable String duration;

    @Option(names = "--json", description = "One line of JSON at the end; progress and summary go to standard error.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean unusedHelp;

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    public SimulateCommand(Terminal terminal, Map<String, String> env) {
        this.terminal = terminal;
        this.env = env;
    }

    /** What is read from the environment, with its defaults. */
    public static Record settings() {
        return new ProductKey.Settings(null);
    }

    @Override
    public Integer call() {
        FleetPlan plan;
        Target target;
        Secret key;
        Address where;
        Duration length;
        try {
            where = Address.of(address);
            length = duration == null ? null : Texts.duration("--duration", duration);
            plan = fleet.plan();
            target = where.target(ca);
            key = ProductKey.find(keyFile, env);
        } catch (ConfigException wrong) {
            wrong.problems().forEach(this::complain);
            return MISCONFIGURED;
        } catch (IllegalArgumentException wrong) {
            complain(String.valueOf(wrong.getMessage()));
            return MISCONFIGURED;
        }
        return new Simulation(plan, key, target, where.toString(), terminal, json).run(length);
    }

    /** Says in one line what is wrong with the options, and returns the exit code. */
    public int refuse(String problem) {
        complain(problem + "; --help shows the options");
        return MISCONFIGURED;
    }

    private void complain(String problem) {
        terminal.err().println("deligate simulate: " + problem);
    }
}
