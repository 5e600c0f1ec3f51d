package io.deligate.servicekit.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a YAML file into dotted keys and the scalars or lists under them, exactly as they were written. */
final class YamlSettings {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Given> values = new LinkedHashMap<>();
    private final String file;
    private final List<String> problems;

    private YamlSettings(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The values of the file by dotted key; what is wrong with the file itself goes to {@code problems}. */
    static Map<String, Given> read(Path path, List<String> problems) {
        YamlSettings settings = new YamlSettings(String.valueOf(path.getFileName()), problems);
        if (Files.isDirectory(path)) {
            problems.add(path + ": a folder (expected: a configuration file in YAML)");
            return settings.values;
        }
        try (Reader reader = Files.newBufferedReader(path);
                YAMLParser parser = YAML.createParser(reader)) {
            settings.document(parser);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            String reason = e.getOriginalMessage().lines().findFirst().orElse("not readable");
            problems.add(settings.file + place + ": " + reason + " (expected: YAML)");
        } catch (IOException e) {
            problems.add(path + ": not readable (expected: a configuration file in YAML)");
        }
        return settings.values;
    }

    private void document(YAMLParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null
                || (first == JsonToken.VALUE_STRING && parser.getText().isEmpty())) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            String what = first == JsonToken.START_ARRAY ? "a list" : parser.getText();
            problems.add(source(parser) + ": " + what + " (expected: keys and values)");
            return;
        }
        block(parser, "");
        if (parser.nextToken() != null) {
            problems.add(source(parser) + ": a second document (expected: one)");
        }
    }

    private void block(YAMLParser parser, String path) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                block(parser, key);
            } else if (token == JsonToken.START_ARRAY) {
                String place = source(parser);
                put(key, Given.list(items(parser, key), place));
            } else {
                put(key, Given.scalar(scalar(parser, key), source(parser)));
            }
        }
    }

    private List<String> items(YAMLParser parser, String key) throws IOException {
        List<String> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken().isStructStart()) {
                problems.add(key + ": a nested value (expected: a list of texts) [" + source(parser) + "]");
                parser.skipChildren();
            } else {
                items.add(scalar(parser, key));
            }
        }
        return items;
    }

    private String scalar(YAMLParser parser, String key) throws IOException {
        if (parser.isCurrentAlias()) {
            problems.add(key + ": an alias (expected: the value itself) [" + source(parser) + "]");
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    }

    private void put(String key, Given given) {
        Given earlier = values.putIfAbsent(key, given);
        if (earlier != null) {
            problems.add(key + ": given twice (expected: once) [" + earlier.source() + ", " + given.source() + "]");
        }
    }

    private String source(JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }
}
