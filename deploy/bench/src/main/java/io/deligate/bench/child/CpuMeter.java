package io.deligate.bench.child;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor time of some processes while it runs; may be started and stopped again and again. What their just-in-time
 * compilers have used is also told apart: it fades with the time that a process runs.
 */
public final class CpuMeter {
    private final List<ChildProcess> processes;
    private final Map<Long, Double> threadsAtStart = new HashMap<>();
    private double atStart;
    private double seconds;
    private double compiling;

    public CpuMeter(Collection<ChildProcess> processes) {
        this.processes = List.copyOf(processes);
    }

    public void start() {
        atStart = all();
        threadsAtStart.clear();
        processes.forEach(process -> threadsAtStart.putAll(Proc.compilerSeconds(process.pid())));
    }

    /** A compiler thread that has ended meanwhile counts as other work. */
    public void stop() {
        seconds += all() - atStart;
        for (ChildProcess process : processes) {
            Proc.compilerSeconds(process.pid())
                    .forEach((thread, used) -> compiling += used - threadsAtStart.getOrDefault(thread, 0.0));
        }
    }

    /** All of it. */
    public double seconds() {
        return seconds;
    }

    /** The compilers' part. */
    public double compilingSeconds() {
        return compiling;
    }

    private double all() {
        return processes.stream().mapToDouble(ChildProcess::cpuSeconds).sum();
    }
}
