package io.deligate.servicekit.process;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.Variable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked of a service when it was started. */
record CommandLine(Wish wish, @Nullable Path configFile) {

    /** What the process is to do. */
    enum Wish {
        RUN,
        PRINT_CONFIG,
        HELP
    }

    static CommandLine parse(String[] args) {
        Wish wish = Wish.RUN;
        Path file = null;
        Iterator<String> words = List.of(args).iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--help") || word.equals("-h")) {
                return new CommandLine(Wish.HELP, null);
            } else if (word.equals("--print-config")) {
                wish = Wish.PRINT_CONFIG;
            } else if (word.equals("--config") && words.hasNext()) {
                file = Path.of(words.next());
            } else if (word.startsWith("--config=")) {
                file = Path.of(word.substring("--config=".length()));
            } else {
                throw new ConfigException(
                        word + ": unknown option (expected: --config FILE, --print-config or --help)");
            }
        }
        return new CommandLine(wish, file);
    }

    static void printHelp(String service, Record defaults, PrintStream out) {
        out.println("Usage: " + service + " [--config FILE] [--print-config] [--help]");
        out.println();
        out.println("  --config FILE   settings in YAML; the environment wins over them");
        out.println("  --print-config  show the effective settings, secrets masked, and end");
        out.println();
        List<Variable> variables = ConfigLoader.variables(defaults);
        int nameWidth =
                variables.stream().mapToInt(it -> it.name().length()).max().orElse(0);
        int keyWidth =
                variables.stream().mapToInt(it -> it.key().length()).max().orElse(0);
        for (Variable variable : variables) {
            String fallback = variable.fallback().isEmpty() ? "" : ", default " + variable.fallback();
            String row = "  %-" + nameWidth + "s  %-" + keyWidth + "s  %s%s";
            out.println(row.formatted(variable.name(), variable.key(), variable.type(), fallback));
        }
    }
}
