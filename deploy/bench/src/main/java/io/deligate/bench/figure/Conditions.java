package io.deligate.bench.figure;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Under what circumstances figures came to be. */
public final class Conditions {
    private Conditions() {}

    /** The machine's and the JVM's; the caller adds its own. */
    public static Map<String, Object> of(Clock clock, double load, List<String> flags) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.put("cores", Runtime.getRuntime().availableProcessors());
        conditions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        conditions.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        conditions.put(
                "flags",
                String.join(" ", flags.stream().filter(Conditions::isTuning).toList()));
        conditions.put("load_average_before", load);
        return conditions;
    }

    /** What Hazelcast asks of the module system changes no speed. */
    private static boolean isTuning(String flag) {
        return flag.startsWith("-X") || flag.startsWith("-D");
    }
}
