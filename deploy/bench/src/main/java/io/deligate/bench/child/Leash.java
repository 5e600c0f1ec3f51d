package io.deligate.bench.child;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs another main class and stays its starter's: it ends with its starter, and obeys it.
 *
 * <p>Words, one per line on standard input, each answered by a line that begins with {@code leash:}: {@code heap} collects
 * garbage and tells the bytes of heap in use, {@code profile FILE} and {@code profiled} enclose what a profile is made of.
 */
public final class Leash {
    static final String ANSWER = "leash: ";

    private static final int COLLECTIONS = 3;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private @Nullable Profile profile;

    private Leash() {}

    /** The main class and its arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread obedient = new Thread(new Leash()::obey, "leash");
        obedient.setDaemon(true);
        obedient.start();
        var main = Class.forName(args[0]).getMethod("main", String[].class);
        try {
            var unused = main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException(args[0] + " has failed", failed);
        }
    }

    private void obey() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(ANSWER + answer(line));
            }
        } catch (IOException starterIsGone) {
            // the same as its end
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String line) {
        try {
            if (line.equals("heap")) {
                return "heap " + heapInUse();
            } else if (line.startsWith("profile ")) {
                profile = Profile.start(line.substring("profile ".length()));
                return "profile begun";
            } else if (line.equals("profiled") && profile != null) {
                profile.end();
                return "profile written";
            }
            return "unknown " + line;
        } catch (IOException | IllegalStateException | LinkageError failed) {
            return "failed " + failed.getMessage();
        }
    }

    private static long heapInUse() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
