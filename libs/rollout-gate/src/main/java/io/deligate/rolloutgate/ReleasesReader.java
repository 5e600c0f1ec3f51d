package io.deligate.rolloutgate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the record that {@link ReleasesCodec} writes. */
final class ReleasesReader {
    private ReleasesReader() {}

    static ModelReleases read(byte[] bytes) {
        Members record = new Members(tree(bytes));
        Map<String, Long> versions = new HashMap<>();
        Members known = record.members("versions");
        known.names().forEach(name -> versions.put(name, known.number(name)));
        return new ModelReleases(
                new ProductType(record.text("type")),
                new ProductModel(record.text("product")),
                record.number("revision"),
                record.time("valid_until"),
                versions,
                record.list("rollouts").stream()
                        .map(each -> rollout(new Members(each)))
                        .toList());
    }

    private static Rollout rollout(Members rollout) {
        return new Rollout(
                rollout.text("rollout_id"),
                new Release(
                        rollout.text("firmware_id"),
                        rollout.text("version"),
                        rollout.number("release_seq"),
                        rollout.word("upgrade_type", UpgradeType::parse),
                        URI.create(rollout.text("file_path")),
                        rollout.text("checksum"),
                        rollout.number("size")),
                rollout.text("seed"),
                rollout.number("revision"),
                new Schedule(rollout.list("schedule").stream()
                        .map(ReleasesReader::point)
                        .toList()),
                state(rollout.members("state")),
                new Audience(
                        rollout.texts("canary"),
                        rollout.texts("exclude"),
                        rollout.textOrNull("min_version"),
                        rollout.word("unknown_version", UnknownVersion::parse)),
                Math.toIntExact(rollout.number("window_s")),
                Math.toIntExact(rollout.number("rate_per_edge")));
    }

    private static Schedule.Point point(Object value) {
        if (value instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof Long after
                && pair.get(1) instanceof Long share) {
            return new Schedule.Point(after, Math.toIntExact(share));
        }
        throw bad("schedule", "pairs of ms and share");
    }

    private static RolloutState state(Members state) {
        String name = state.text("name");
        return switch (name) {
            case "running" -> new RolloutState.Running(state.time("anchor"));
            case "paused" -> new RolloutState.Paused(state.time("anchor"), state.time("since"));
            case "aborted" -> new RolloutState.Aborted();
            case "completed" -> new RolloutState.Completed(state.time("anchor"));
            default -> throw bad("state", "running, paused, aborted or completed");
        };
    }

    private static IllegalArgumentException bad(String name, String expected) {
        return new IllegalArgumentException(name + ": bad value (expected: " + expected + ")");
    }

    /** The members of one object, which must be what is asked for. */
    private static final class Members {
        private final Map<?, ?> members;

        Members(@Nullable Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                throw bad("record", "an object");
            }
            this.members = map;
        }

        Set<String> names() {
            return members.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
        }

        String text(String name) {
            if (members.get(name) instanceof String text) {
                return text;
            }
            throw bad(name, "a text");
        }

        @Nullable
        String textOrNull(String name) {
            return members.get(name) == null ? null : text(name);
        }

        <T> T word(String name, Function<String, Optional<T>> parse) {
            return parse.apply(text(name)).orElseThrow(() -> bad(name, "a known word"));
        }

        long number(String name) {
            if (members.get(name) instanceof Long number) {
                return number;
            }
            throw bad(name, "an integer");
        }

        Instant time(String name) {
            return Instant.ofEpochMilli(number(name));
        }

        List<?> list(String name) {
            if (members.get(name) instanceof List<?> list) {
                return list;
            }
            throw bad(name, "a list");
        }

        Set<String> texts(String name) {
            return list(name).stream().map(String::valueOf).collect(Collectors.toSet());
        }

        Members members(String name) {
            return new Members(members.get(name));
        }
    }

    private static @Nullable Object tree(byte[] bytes) {
        try (JsonParser json = ReleasesCodec.JSON.createParser(bytes)) {
            return value(json, json.nextToken());
        } catch (IOException broken) {
            throw new IllegalArgumentException("record: broken (expected: one JSON object)", broken);
        }
    }

    /** Numbers with a fraction are of no use here and read as null, like what is not there. */
    private static @Nullable Object value(JsonParser json, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                members.put(name, value(json, json.nextToken()));
            }
            return members;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> values = new ArrayList<>();
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                values.add(value(json, next));
            }
            return values;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        return token == JsonToken.VALUE_STRING ? json.getText() : null;
    }
}
