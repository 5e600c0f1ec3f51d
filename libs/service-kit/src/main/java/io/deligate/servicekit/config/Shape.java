package io.deligate.servicekit.config;

import io.deligate.servicekit.config.Member.Block;
import io.deligate.servicekit.config.Member.OpenSettings;
import io.deligate.servicekit.config.Member.Setting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys, types and defaults of a configuration, read off its record and an instance with the defaults. */
final class Shape {
    static final String PREFIX = "DELIGATE_";

    private Shape() {}

    static Block of(Record defaults) {
        Block root = block("", defaults.getClass(), defaults, false);
        Set<String> variables = new HashSet<>();
        root.settings().filter(setting -> !variables.add(setting.variable())).forEach(setting -> {
            throw new IllegalArgumentException(setting.path() + ": two settings share " + setting.variable());
        });
        return root;
    }

    /** {@code topicPrefix} becomes {@code topic-prefix}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    static String variable(String path) {
        return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Block block(String path, Class<? extends Record> type, @Nullable Record defaults, boolean nullable) {
        List<Member> members = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Object fallback = defaults == null ? null : read(component, defaults);
            members.add(member(path, component, fallback));
        }
        long open = members.stream().filter(OpenSettings.class::isInstance).count();
        if (open > 1 || (open == 1 && path.isEmpty())) {
            throw new IllegalArgumentException(
                    type.getName() + ": one open map at most, and not in the outermost record");
        }
        return new Block(path, type, nullable, defaults != null, List.copyOf(members));
    }

    private static Member member(String parent, RecordComponent component, @Nullable Object fallback) {
        if (component.getType() == Map.class) {
            return new OpenSettings(parent, variable(parent) + "_", strings(fallback));
        }
        String path = (parent.isEmpty() ? "" : parent + ".") + kebab(component.getName());
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        ValueType type = ValueType.of(component.getGenericType());
        if (type != null) {
            return new Setting(path, variable(path), type, nullable, fallback);
        }
        if (!component.getType().isRecord()) {
            throw new IllegalArgumentException(path + ": no setting can be a " + component.getGenericType());
        }
        return block(path, component.getType().asSubclass(Record.class), (Record) fallback, nullable);
    }

    private static Map<String, String> strings(@Nullable Object map) {
        Map<String, String> strings = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> given) {
            given.forEach((key, value) -> strings.put(String.valueOf(key), String.valueOf(value)));
        }
        return strings;
    }

    private static @Nullable Object read(RecordComponent component, Record owner) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + ": not readable", e);
        }
    }
}
