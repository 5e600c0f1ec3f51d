package io.deligate.servicekit.config;

import io.deligate.servicekit.config.Member.Block;
import io.deligate.servicekit.config.Member.OpenSettings;
import io.deligate.servicekit.config.Member.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lays the environment over the file and sorts what was given into known keys, open keys and problems. */
final class Sources {
    private final Map<String, Setting> settings;
    private final Map<String, Setting> byVariable;
    private final Map<String, Block> blocks;
    private final List<OpenSettings> open;
    private final Map<String, Given> given = new HashMap<>();
    private final Map<String, Map<String, Given>> openGiven = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    Sources(Block root) {
        settings = root.settings().collect(Collectors.toMap(Setting::path, Function.identity()));
        byVariable = root.settings().collect(Collectors.toMap(Setting::variable, Function.identity()));
        blocks = root.blocks().collect(Collectors.toMap(Block::path, Function.identity()));
        open = root.open()
                .sorted(Comparator.comparingInt(
                                (OpenSettings settings) -> settings.path().length())
                        .reversed())
                .toList();
    }

    List<String> problems() {
        return problems;
    }

    @Nullable
    Given at(String path) {
        return given.get(path);
    }

    /** What was given for the open keys of a block, by key. */
    Map<String, Given> openAt(String path) {
        return openGiven.getOrDefault(path, Map.of());
    }

    /** Whether anything was given at or below a block. */
    boolean touches(String path) {
        return Stream.concat(given.keySet().stream(), openGiven.keySet().stream())
                .anyMatch(key -> key.equals(path) || key.startsWith(path + "."));
    }

    void addFile(Path file) {
        YamlSettings.read(file, problems).forEach((key, value) -> {
            Block block = blocks.get(key);
            if (settings.containsKey(key)) {
                given.put(key, value);
            } else if (block != null) {
                if (!value.isEmpty()) {
                    problems.add(key + ": a single value (expected: a block with " + listed(block.words()) + ") ["
                            + value.source() + "]");
                }
            } else {
                unnamedKey(key, value);
            }
        });
    }

    void addEnvironment(Map<String, String> env, Set<String> othersKnow) {
        new TreeMap<>(env).forEach((name, value) -> {
            if (!name.startsWith(Shape.PREFIX) || PlatformVariables.isServiceLink(name, env)) {
                return;
            }
            Setting setting = byVariable.get(name);
            if (setting != null) {
                given.put(setting.path(), Given.scalar(value, name));
            } else if (!PlatformVariables.isUnderstood(name, value)) {
                problems.add(name + ": " + value + " (expected: "
                        + (name.equals(PlatformVariables.LOG_FORMAT) ? "text or json" : "a level such as info") + ")");
            } else if (!PlatformVariables.isName(name) && !othersKnow.contains(name)) {
                unnamedVariable(name, value);
            }
        });
    }

    private void unnamedKey(String key, Given value) {
        Optional<OpenSettings> owner = open.stream()
                .filter(candidate -> key.startsWith(candidate.path() + "."))
                .findFirst();
        Optional<String> meant = slip(key, settings.keySet(), owner.isPresent());
        if (owner.isPresent() && meant.isEmpty()) {
            addOpen(owner.get(), key.substring(owner.get().path().length() + 1), value);
            return;
        }
        String expected = meant.map(near -> near + "?").orElseGet(() -> "one of " + listed(wordsAround(key)));
        problems.add(key + ": unknown key (expected: " + expected + ") [" + value.source() + "]");
    }

    private void unnamedVariable(String name, String value) {
        Optional<OpenSettings> owner = open.stream()
                .filter(candidate -> name.startsWith(candidate.variablePrefix()))
                .filter(candidate -> name.length() > candidate.variablePrefix().length())
                .findFirst();
        boolean takenElsewhere = owner.isEmpty() && PlatformVariables.isOpen(name);
        Optional<String> meant = slip(name, byVariable.keySet(), owner.isPresent() || takenElsewhere);
        if (meant.isPresent()) {
            problems.add(name + ": unknown variable (expected: " + meant.get() + "?)");
        } else if (owner.isPresent()) {
            String key = name.substring(owner.get().variablePrefix().length());
            addOpen(owner.get(), key.toLowerCase(Locale.ROOT).replace('_', '.'), Given.scalar(value, name));
        } else if (!takenElsewhere) {
            String expected = Nearest.of(name, PlatformVariables.names())
                    .map(near -> near + "?")
                    .orElse("a name that --help lists");
            problems.add(name + ": unknown variable (expected: " + expected + ")");
        }
    }

    private void addOpen(OpenSettings owner, String key, Given value) {
        openGiven.computeIfAbsent(owner.path(), path -> new TreeMap<>()).put(key, value);
    }

    /** A known name that was probably meant; where any key is welcome, only a long one that is off by two letters. */
    private static Optional<String> slip(String name, Collection<String> known, boolean anyKeyIsWelcome) {
        Optional<String> near = Nearest.of(name, known);
        if (!anyKeyIsWelcome) {
            return near;
        }
        return near.filter(candidate -> lastWord(candidate).length() > 5 && Nearest.distance(name, candidate) <= 2);
    }

    private static String lastWord(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('_')) + 1);
    }

    private List<String> wordsAround(String key) {
        String path = key;
        while (!path.isEmpty()) {
            path = path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
            Block block = blocks.get(path);
            if (block != null) {
                return block.words();
            }
        }
        return List.of();
    }

    private static String listed(List<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }
}
