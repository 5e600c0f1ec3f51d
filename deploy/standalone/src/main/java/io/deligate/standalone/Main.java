package io.deligate.standalone;

import io.deligate.servicekit.process.Terminal;

/** The command line of Deligate. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Commands.line(Terminal.ofProcess(), System.getenv()).execute(args));
    }
}
