package io.deligate.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.child.Children;
import io.deligate.load.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices on one side of a comparison: a generator's process, and the words it obeys. */
final class Devices {
    private static final Duration ALL_IN = Duration.ofSeconds(310);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChildProcess process;

    private Devices(ChildProcess process) {
        this.process = process;
    }

    /** Returns when all devices are connected; the order's words are the generator's. */
    static Devices connect(Children children, String name, Map<String, ?> order) {
        List<String> words = order.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        return conducted(children, name, Generator.class, words);
    }

    /** Another process that obeys a conductor. */
    static Devices conducted(Children children, String name, Class<?> main, List<String> words) {
        Devices devices = new Devices(children.plain(name, main.getName(), words));
        var unused = devices.heard("connected", devices.process.await(event("connected|failed"), ALL_IN));
        return devices;
    }

    /** Says a word and returns the report that answers it. */
    @CanIgnoreReturnValue
    JsonNode say(String word) {
        return heard(word, process.ask(word, event(word), ANSWERS_WITHIN));
    }

    private static Pattern event(String names) {
        return Pattern.compile("^\\{\"event\":\"(?<event>" + names + ")\".*}$");
    }

    private JsonNode heard(String wanted, Matcher line) {
        if (!line.group("event").equals(wanted)) {
            throw new ChildFailure(process.name() + ": not all devices were accepted: " + line.group());
        }
        try {
            return JSON.readTree(line.group());
        } catch (JsonProcessingException broken) {
            throw new ChildFailure(process.name() + " said " + line.group(), broken);
        }
    }

    ChildProcess process() {
        return process;
    }

    /** They all leave. */
    void leave() {
        process.close();
    }
}
