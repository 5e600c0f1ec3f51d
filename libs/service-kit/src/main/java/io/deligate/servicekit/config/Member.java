package io.deligate.servicekit.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One component of a configuration record: a block of its own, a setting, or the map that takes all other keys. */
sealed interface Member {

    /** A nested record; {@code path} is empty for the outermost one. */
    record Block(String path, Class<? extends Record> type, boolean nullable, boolean present, List<Member> members)
            implements Member {

        Stream<Setting> settings() {
            return members.stream().flatMap(member -> {
                if (member instanceof Block block) {
                    return block.settings();
                }
                return member instanceof Setting setting ? Stream.of(setting) : Stream.empty();
            });
        }

        Stream<Block> blocks() {
            return Stream.concat(
                    Stream.of(this),
                    members.stream()
                            .filter(Block.class::isInstance)
                            .map(Block.class::cast)
                            .flatMap(Block::blocks));
        }

        Stream<OpenSettings> open() {
            return blocks().flatMap(block -> block.members().stream())
                    .filter(OpenSettings.class::isInstance)
                    .map(OpenSettings.class::cast);
        }

        /** The last words of the keys that may stand in this block. */
        List<String> words() {
            return members.stream()
                    .filter(member -> !(member instanceof OpenSettings))
                    .map(Member::path)
                    .map(member -> member.substring(path.isEmpty() ? 0 : path.length() + 1))
                    .toList();
        }
    }

    record Setting(
            String path,
            String variable,
            ValueType type,
            boolean nullable,
            @Nullable Object fallback) implements Member {}

    record OpenSettings(String path, String variablePrefix, Map<String, String> fallback) implements Member {}

    /** The key in the file; for open settings that of the block they belong to. */
    String path();
}
