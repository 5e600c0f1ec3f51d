package io.deligate.standalone;

import io.deligate.bench.BenchCommand;
import io.deligate.servicekit.process.ServiceProcess;
import io.deligate.servicekit.process.Terminal;
import io.deligate.simulator.SimulateCommand;
import io.deligate.standalone.deadletter.DeadLettersCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be started from the command line. */
@Command(
        name = "deligate",
        mixinStandardHelpOptions = true,
        version = "Deligate 0.1.0",
        description = "Device-access platform for the Deli Cloud protocol.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Settings come from DELIGATE_* variables; a service of its own also reads --config FILE.",
            "Exit codes: 0 stopped in order, 1 a part could not start or stop, 2 wrong options or settings."
        })
final class Commands implements Runnable {
    private static final int MISCONFIGURED = 2;

    private final Terminal terminal;
    private final Map<String, String> env;

    @Spec
    private @Nullable CommandSpec spec;

    Commands(Terminal terminal, Map<String, String> env) {
        this.terminal = terminal;
        this.env = env;
    }

    /** The whole command line, with a command for each service that can be a process of its own. */
    static CommandLine line(Terminal terminal, Map<String, String> env) {
        CommandLine line = new CommandLine(new Commands(terminal, env));
        Map<String, ServiceProcess<?>> services = new TreeMap<>(Map.of(
                "mqtt-edge", io.deligate.mqttedge.Main.process(),
                "app-bridge", io.deligate.appbridge.Main.process(),
                "dispatcher", io.deligate.dispatcher.Main.process(),
                "registry-service", io.deligate.registryservice.Main.process(),
                "ota-service", io.deligate.otaservice.Main.process()));
        services.forEach((name, process) -> line.addSubcommand(name, new ServiceCommand(process, terminal, env)));
        line.addSubcommand("dead-letters", new DeadLettersCommand(terminal, env));
        line.addSubcommand("bench", BenchCommand.line());
        line.addSubcommand("simulate", new SimulateCommand(terminal, env));
        IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        line.setParameterExceptionHandler(
                (wrong, args) -> wrong.getCommandLine().getCommand() instanceof SimulateCommand it
                        ? it.refuse(String.valueOf(wrong.getMessage()))
                        : usual.handleParseException(wrong, args));
        return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "no command (expected: one of those below)");
        }
    }

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = "The whole platform in this process, with a real Kafka broker and a real PostgreSQL.",
            footer = {
                "",
                "Examples:",
                "  ./deligate up",
                "  ./deligate up --demo",
                "  ./deligate up --demo --rollout",
                "  ./deligate up --demo --rollout --bad-installs 0.2"
            })
    int up(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "Where data is kept (DELIGATE_DATA; default ./data).")
                    @Nullable
                    Path data,
            @Option(
                            names = "--demo",
                            description = "Also make product DL3785W and keep a small simulated fleet talking.")
                    boolean demo,
            @Option(
                            names = "--rollout",
                            arity = "0..1",
                            fallbackValue = "1000",
                            paramLabel = "N",
                            description =
                                    "With --demo: also roll out a firmware over N simulated devices (1000), before"
                                            + " your eyes, in two minutes.")
                    @Nullable
                    Integer rollout,
            @Option(
                            names = "--bad-installs",
                            paramLabel = "SHARE",
                            description =
                                    "With --rollout: the firmware does not install on that share of them, 0 to 1; at"
                                            + " 0.05 the rollout stops itself.")
                    @Nullable
                    Double badInstalls) {
        DemoWish wish;
        try {
            wish = DemoWish.of(demo, rollout, badInstalls);
        } catch (IllegalArgumentException wrong) {
            terminal.err().println("deligate: " + wrong.getMessage());
            return MISCONFIGURED;
        }
        return Up.run(env, data, wish, terminal);
    }
}
