package io.deligate.standalone;

import io.deligate.servicekit.process.ServiceProcess;
import io.deligate.servicekit.process.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

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
    private final Terminal terminal;
    private final Map<String, String> env;

    @Spec
    private @Nullable CommandSpec spec;

    Commands(Terminal terminal, Map<String, String> env) {
        this.terminal = terminal;
        this.env = env;
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
            description = "The whole platform in this process, with a real Kafka broker and a real PostgreSQL.")
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
                    boolean demo) {
        return Up.run(env, data, demo, terminal);
    }

    @Command(name = "mqtt-edge", description = "An edge as a process of its own; --help shows its settings.")
    int mqttEdge(@Unmatched List<String> args) {
        return run(io.deligate.mqttedge.Main.process(), args);
    }

    @Command(name = "dispatcher", description = "A dispatcher as a process of its own; --help shows its settings.")
    int dispatcher(@Unmatched List<String> args) {
        return run(io.deligate.dispatcher.Main.process(), args);
    }

    @Command(
            name = "registry-service",
            description = "The registry as a process of its own; --help shows its settings.")
    int registryService(@Unmatched List<String> args) {
        return run(io.deligate.registryservice.Main.process(), args);
    }

    private int run(ServiceProcess<?> process, List<String> args) {
        return process.writingTo(terminal).run(args.toArray(String[]::new), env);
    }
}
