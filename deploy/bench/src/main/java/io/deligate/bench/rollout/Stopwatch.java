package io.deligate.bench.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times steps on this thread and the heap they leave behind. */
final class Stopwatch {
    private static final int COLLECTIONS = 3;

    private final Map<String, Double> figures = new LinkedHashMap<>();

    /** Wall clock and processor time of the step, in milliseconds. */
    void time(String name, Runnable step) {
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        step.run();
        figures.put(name + "_ms", (System.nanoTime() - start) / 1e6);
        figures.put(name + "_cpu_ms", (threads.getCurrentThreadCpuTime() - cpu) / 1e6);
    }

    void put(String name, double value) {
        figures.put(name, value);
    }

    static long heapInUse() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Tells all figures in one line. */
    void tell() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try {
            out.println("figures: " + new ObjectMapper().writeValueAsString(figures));
        } catch (JsonProcessingException numbersAndNames) {
            throw new IllegalStateException(numbersAndNames);
        }
    }
}
