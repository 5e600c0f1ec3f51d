package io.deligate.servicekit.config;

import io.deligate.servicekit.config.Member.Block;
import io.deligate.servicekit.config.Member.OpenSettings;
import io.deligate.servicekit.config.Member.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns defaults, one YAML file and the environment into a tree of checked records.
 *
 * <p>The record with its defaults is the only description of the settings: a component {@code topicPrefix} in a block
 * {@code mqtt} is {@code mqtt.topic-prefix} in the file and {@code DELIGATE_MQTT_TOPIC_PREFIX} in the environment. The
 * environment wins over the file, the file over the defaults. An empty value is the empty text or list, nothing at all
 * for a component that may be null, and wrong for every other type and for secrets. A block may have one
 * {@code Map<String, String>}: it takes every key that the block does not name itself, as {@code security.protocol} in a
 * block {@code kafka}.
 */
public final class ConfigLoader {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./+-]*");

    private ConfigLoader() {}

    /** Loads with the public variables of the platform as the only names other services know. */
    public static <T extends Record> T load(T defaults, @Nullable Path yamlFile, Map<String, String> env) {
        return load(defaults, yamlFile, env, Set.of());
    }

    /**
     * Loads the configuration.
     *
     * @param othersKnow environment variables that are no setting here but are no mistake either
     * @throws ConfigException with one line for each problem that was found
     */
    public static <T extends Record> T load(
            T defaults, @Nullable Path yamlFile, Map<String, String> env, Set<String> othersKnow) {
        Block root = Shape.of(defaults);
        Sources sources = new Sources(root);
        if (yamlFile != null) {
            sources.addFile(yamlFile);
        }
        sources.addEnvironment(env, othersKnow);
        Record loaded = new Binder(sources).block(root);
        if (loaded == null || !sources.problems().isEmpty()) {
            throw new ConfigException(sources.problems());
        }
        @SuppressWarnings("unchecked") // the binder builds the very class of the defaults
        T config = (T) loaded;
        return config;
    }

    /** Every setting in the order of the record, for help texts and for checking documents. */
    public static List<Variable> variables(Record defaults) {
        List<Variable> variables = new ArrayList<>();
        collect(Shape.of(defaults), variables);
        return variables;
    }

    /** The effective configuration as YAML with dotted keys; confidential values are masked. */
    public static List<String> describe(Record config) {
        Block root = Shape.of(config);
        Map<String, String> lines = new TreeMap<>();
        root.settings()
                .filter(setting -> setting.fallback() != null)
                .forEach(setting -> lines.put(setting.path(), yaml(setting)));
        root.open()
                .forEach(open -> open.fallback()
                        .forEach((key, value) -> lines.put(
                                open.path() + "." + key,
                                quoted(Masking.isConfidential(key) ? Masking.MASK : Masking.text(value)))));
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ": " + line.getValue())
                .toList();
    }

    private static void collect(Block block, List<Variable> variables) {
        for (Member member : block.members()) {
            if (member instanceof Block nested) {
                collect(nested, variables);
            } else if (member instanceof Setting setting) {
                String fallback =
                        setting.fallback() == null ? "" : setting.type().format(setting.fallback());
                variables.add(new Variable(
                        setting.variable(), setting.path(), setting.type().label(), fallback));
            } else if (member instanceof OpenSettings open) {
                variables.add(new Variable(open.variablePrefix() + "*", open.path() + ".*", "any key", ""));
            }
        }
    }

    private static String yaml(Setting setting) {
        if (setting.fallback() instanceof List<?> items) {
            return items.stream()
                    .map(item -> quoted(Masking.text(String.valueOf(item))))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return setting.fallback() == null ? "" : quoted(setting.type().format(setting.fallback()));
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "''") + "'";
    }
}
