package io.deligate.standalone;

import io.deligate.servicekit.process.ServiceProcess;
import io.deligate.servicekit.process.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs one service as a process of its own; the service itself reads the options behind its name. */
@Command(description = "This service as a process of its own; --help shows its settings.")
final class ServiceCommand implements Callable<Integer> {
    private final ServiceProcess<?> process;
    private final Terminal terminal;
    private final Map<String, String> env;

    @Unmatched
    private final List<String> args = new ArrayList<>();

    ServiceCommand(ServiceProcess<?> process, Terminal terminal, Map<String, String> env) {
        this.process = process;
        this.terminal = terminal;
        this.env = env;
    }

    @Override
    public Integer call() {
        return process.writingTo(terminal).run(args.toArray(String[]::new), env);
    }
}
