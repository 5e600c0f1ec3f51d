package io.deligate.rolloutgate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The record of a model's releases on the broadcast topic. The same releases are always the same bytes: members in one
 * order, sets sorted, times in ms since 1970.
 */
public final class ReleasesCodec {
    /** What the record's header {@code deli-record} says, which tells it from a notice for devices. */
    public static final String RECORD = "releases";

    static final JsonFactory JSON = new JsonFactory();

    private ReleasesCodec() {}

    public static byte[] write(ModelReleases releases) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", releases.type().value());
            json.writeStringField("product", releases.product().value());
            json.writeNumberField("revision", releases.revision());
            json.writeNumberField("valid_until", releases.validUntil().toEpochMilli());
            json.writeObjectFieldStart("versions");
            for (Map.Entry<String, Long> version : releases.sortedVersions().entrySet()) {
                json.writeNumberField(version.getKey(), version.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("rollouts");
            for (Rollout rollout : releases.rollouts()) {
                write(json, rollout);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    /**
     * What {@link #write} wrote; members it does not know are passed over.
     *
     * @throws IllegalArgumentException when the bytes are anything else
     */
    public static ModelReleases read(byte[] bytes) {
        return ReleasesReader.read(bytes);
    }

    private static void write(JsonGenerator json, Rollout rollout) throws IOException {
        json.writeStartObject();
        json.writeStringField("rollout_id", rollout.id());
        json.writeNumberField("revision", rollout.revision());
        json.writeStringField("seed", rollout.seed());
        writeRelease(json, rollout.release());
        json.writeArrayFieldStart("schedule");
        for (Schedule.Point point : rollout.schedule().points()) {
            json.writeStartArray();
            json.writeNumber(point.afterMillis());
            json.writeNumber(point.share());
            json.writeEndArray();
        }
        json.writeEndArray();
        writeState(json, rollout.state());
        Audience audience = rollout.audience();
        writeIds(json, "canary", audience.canary());
        writeIds(json, "exclude", audience.exclude());
        if (audience.minVersion() != null) {
            json.writeStringField("min_version", audience.minVersion());
        }
        json.writeStringField("unknown_version", audience.unknownVersion().text());
        json.writeNumberField("window_s", rollout.windowSeconds());
        json.writeNumberField("rate_per_edge", rollout.ratePerEdge());
        json.writeEndObject();
    }

    private static void writeRelease(JsonGenerator json, Release release) throws IOException {
        json.writeStringField("firmware_id", release.firmwareId());
        json.writeStringField("version", release.version());
        json.writeNumberField("release_seq", release.seq());
        json.writeStringField("upgrade_type", release.upgradeType().wireName());
        json.writeStringField("file_path", release.file().toString());
        json.writeStringField("checksum", release.md5());
        json.writeNumberField("size", release.size());
    }

    private static void writeIds(JsonGenerator json, String name, Set<String> ids) throws IOException {
        json.writeArrayFieldStart(name);
        for (String id : new TreeSet<>(ids)) {
            json.writeString(id);
        }
        json.writeEndArray();
    }

    private static void writeState(JsonGenerator json, RolloutState state) throws IOException {
        json.writeObjectFieldStart("state");
        state.match(new StateWriter(json)).run();
        json.writeEndObject();
    }

    private interface Write {
        void run() throws IOException;
    }

    private record StateWriter(JsonGenerator json) implements RolloutState.Cases<Write> {
        @Override
        public Write running(RolloutState.Running state) {
            return () -> {
                json.writeStringField("name", "running");
                json.writeNumberField("anchor", state.anchor().toEpochMilli());
            };
        }

        @Override
        public Write paused(RolloutState.Paused state) {
            return () -> {
                json.writeStringField("name", "paused");
                json.writeNumberField("anchor", state.anchor().toEpochMilli());
                json.writeNumberField("since", state.since().toEpochMilli());
            };
        }

        @Override
        public Write aborted(RolloutState.Aborted state) {
            return () -> json.writeStringField("name", "aborted");
        }

        @Override
        public Write completed(RolloutState.Completed state) {
            return () -> {
                json.writeStringField("name", "completed");
                json.writeNumberField("anchor", state.anchor().toEpochMilli());
            };
        }
    }
}
