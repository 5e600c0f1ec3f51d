package io.deligate.servicekit.config;

import io.deligate.servicekit.config.Member.Block;
import io.deligate.servicekit.config.Member.OpenSettings;
import io.deligate.servicekit.config.Member.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds the records from what was given and the defaults, innermost first, and collects what they object to. */
final class Binder {
    private final Sources sources;
    private final List<String> problems;

    Binder(Sources sources) {
        this.sources = sources;
        this.problems = sources.problems();
    }

    /** The record, or null when the block is absent or something in it is wrong. */
    @Nullable
    Record block(Block block) {
        if (block.nullable() && !block.present() && !sources.touches(block.path())) {
            return null;
        }
        int before = problems.size();
        Object[] arguments = new Object[block.members().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = value(block.members().get(i));
        }
        return problems.size() > before ? null : construct(block, arguments);
    }

    private @Nullable Object value(Member member) {
        if (member instanceof Block block) {
            return block(block);
        }
        if (member instanceof OpenSettings open) {
            return openMap(open);
        }
        return setting((Setting) member);
    }

    private Map<String, String> openMap(OpenSettings open) {
        Map<String, String> map = new TreeMap<>(open.fallback());
        sources.openAt(open.path())
                .forEach((key, given) ->
                        map.put(key, given.text() == null ? String.join(",", given.items()) : given.text()));
        return Map.copyOf(map);
    }

    private @Nullable Object setting(Setting setting) {
        Given given = sources.at(setting.path());
        if (given == null) {
            if (setting.fallback() == null && !setting.nullable()) {
                problems.add(setting.path() + ": missing (expected: "
                        + setting.type().expected() + ") [" + setting.variable() + "]");
            }
            return setting.fallback();
        }
        if (given.isEmpty() && setting.nullable() && !setting.type().isSecret()) {
            return null;
        }
        if (!given.isEmpty() || setting.type().takesEmpty()) {
            try {
                return setting.type().read(given);
            } catch (RuntimeException e) {
                // Each reader fails in its own way; the line below says all the operator needs.
            }
        }
        problems.add(setting.path() + ": " + shown(setting, given) + " (expected: "
                + setting.type().expected() + ") [" + given.source() + "]");
        return null;
    }

    private static String shown(Setting setting, Given given) {
        if (given.isEmpty()) {
            return "empty";
        }
        return setting.type().isSecret() ? Masking.MASK : Masking.text(given.shown());
    }

    private @Nullable Record construct(Block block, Object[] arguments) {
        try {
            Class<?>[] types = Arrays.stream(block.type().getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<? extends Record> constructor = block.type().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            object(block, e.getCause());
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(block.type().getName() + ": cannot be built", e);
        }
    }

    private void object(Block block, @Nullable Throwable cause) {
        if (cause instanceof ConfigException objection) {
            objection.problems().forEach(problem -> problems.add(located(block.path(), problem)));
        } else if (cause instanceof IllegalArgumentException objection) {
            problems.add(located(block.path(), String.valueOf(objection.getMessage())));
        } else {
            throw new IllegalStateException(block.type().getName() + ": its checks fail", cause);
        }
    }

    /** Completes a key that is relative to its block, and adds where the value came from. */
    private String located(String block, String problem) {
        String line = block.isEmpty() || problem.startsWith(block + ".") ? problem : block + "." + problem;
        Given given = sources.at(line.contains(":") ? line.substring(0, line.indexOf(':')) : line);
        return given == null ? line : line + " [" + given.source() + "]";
    }
}
