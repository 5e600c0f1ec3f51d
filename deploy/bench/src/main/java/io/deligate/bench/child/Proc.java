package io.deligate.bench.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What Linux tells about processes and itself under {@code /proc}. */
public final class Proc {
    /** {@code sysconf(_SC_CLK_TCK)}, the same on every Linux that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Behind the name: utime is the 14th field of the line, stime the 15th (proc(5)). */
    private static final int USER_TICKS = 11;

    private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

    private Proc() {}

    static double cpuSeconds(long pid) {
        return seconds(read("/proc/" + pid + "/stat"));
    }

    /** By thread id, of the threads that compile. */
    static Map<Long, Double> compilerSeconds(long pid) {
        Map<Long, Double> found = new HashMap<>();
        try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (COMPILER.matcher(stat).find()) {
                    found.put(Long.parseLong(thread.getFileName().toString()), seconds(stat));
                }
            }
        } catch (IOException ended) {
            // a thread that ends while one looks
        }
        return found;
    }

    private static double seconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_PER_SECOND;
    }

    static long residentBytes(long pid) {
        return read("/proc/" + pid + "/status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** Runnable processes of the last minute, this machine's all. */
    public static double load() {
        return Double.parseDouble(read("/proc/loadavg").split(" ", 2)[0]);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException why) {
            throw new ChildFailure(file + " cannot be read (expected: a running process on Linux)", why);
        }
    }
}
