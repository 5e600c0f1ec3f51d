package io.deligate.registryservice.api;

import io.deligate.apiaccess.ApiRole;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI document as the source of the routes: which calls there are and which role each one needs.
 *
 * <p>The Vert.x OpenAPI router is not used: it has no paths such as {@code /v1/devices/{id}:lock}.
 */
final class Contract {
    private static final String FILE = "/openapi.yaml";
    private static final String ROLE = "x-role";
    private static final String PROBLEM = "#/components/responses/Problem";
    private static final String STREAM = "x-stream";
    private static final String MOST_BYTES = "x-max-bytes";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    /**
     * One call.
     *
     * @param path as it stands in the document
     * @param role the least role that may call, null when nobody needs a key
     * @param body what comes with it, null when nothing does
     */
    record Call(
            String id,
            HttpMethod method,
            String path,
            @Nullable ApiRole role,
            @Nullable Body body) {
        /** The path as a pattern; a value never spans a slash, nor a colon, behind which a verb may stand. */
        String pattern() {
            StringBuilder pattern = new StringBuilder();
            Matcher placeholder = PLACEHOLDER.matcher(path);
            int from = 0;
            while (placeholder.find()) {
                pattern.append(Pattern.quote(path.substring(from, placeholder.start())));
                pattern.append("(?<")
                        .append(placeholder.group(1).replace("_", ""))
                        .append(">[^/:]+)");
                from = placeholder.end();
            }
            return pattern.append(Pattern.quote(path.substring(from))).toString();
        }
    }

    /**
     * The body of a call.
     *
     * @param mediaTypes what it may be
     * @param stream whether the operation reads it as it arrives
     * @param mostBytes how long it may be
     * @param schema of a JSON body, null when the body is something else
     */
    record Body(
            Set<String> mediaTypes,
            boolean required,
            boolean stream,
            long mostBytes,
            @Nullable Schema schema) {
        private static final Pattern CHARSET =
                Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

        /**
         * The media type of this {@code Content-Type}, without its parameters and in lower case, if the call takes it
         * and its text, if it says so, is in UTF-8. An absent one is taken for the only one there is.
         */
        Optional<String> accepted(@Nullable String contentType) {
            if (contentType == null) {
                return mediaTypes.size() == 1 ? mediaTypes.stream().findFirst() : Optional.empty();
            }
            String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            Matcher charset = CHARSET.matcher(contentType);
            boolean utf8 = !charset.find() || charset.group(1).equalsIgnoreCase("utf-8");
            return utf8 && mediaTypes.contains(type) ? Optional.of(type) : Optional.empty();
        }
    }

    private final JsonObject document;

    private Contract(JsonObject document) {
        this.document = document;
    }

    static Contract of(JsonObject document) {
        return new Contract(document);
    }

    static Contract load() {
        try (InputStream file = Contract.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + ": missing (expected: on the class path)");
            }
            Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            JsonObject document = new JsonObject(yaml);
            calls(document).forEach(Contract::addWhatAnyCallAnswers);
            return new Contract(document);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Bounds the body of a call, in the document too; throws when no call with a body has this id. */
    void limit(String operationId, long mostBytes) {
        calls(document).stream()
                .filter(each -> operationId.equals(each.getString("operationId")))
                .findFirst()
                .orElseThrow()
                .getJsonObject("requestBody")
                .put(MOST_BYTES, mostBytes);
    }

    private static List<JsonObject> calls(JsonObject document) {
        JsonObject paths = document.getJsonObject("paths");
        return paths.fieldNames().stream()
                .map(paths::getJsonObject)
                .flatMap(methods -> methods.fieldNames().stream().map(methods::getJsonObject))
                .toList();
    }

    /** What follows from a call's role, body and parameters need not be written at each call. */
    private static void addWhatAnyCallAnswers(JsonObject call) {
        Set<String> statuses = new TreeSet<>(Set.of("429"));
        String role = call.getString(ROLE);
        if (role != null) {
            statuses.addAll(List.of("401", "503"));
            if (!role.equals(ApiRole.VIEWER.text())) {
                statuses.add("403");
            }
        }
        if (call.containsKey("requestBody")) {
            statuses.addAll(List.of("400", "413", "415"));
        }
        if (String.valueOf(call.getJsonArray("parameters")).contains("\"query\"")) {
            statuses.add("400");
        }
        JsonObject answers = call.getJsonObject("responses");
        statuses.stream()
                .filter(status -> !answers.containsKey(status))
                .forEach(status -> answers.put(status, new JsonObject().put("$ref", PROBLEM)));
    }

    JsonObject document() {
        return document;
    }

    /** One of the document's schemas, by its name. */
    Schema schema(String name) {
        return Schema.of(document, new JsonObject().put("$ref", "#/components/schemas/" + name));
    }

    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                JsonObject call = methods.getJsonObject(method);
                String role = call.getString(ROLE);
                JsonObject body = call.getJsonObject("requestBody");
                calls.add(new Call(
                        call.getString("operationId"),
                        HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                        path,
                        role == null ? null : ApiRole.parse(role).orElseThrow(),
                        body == null ? null : body(body)));
            }
        }
        return calls;
    }

    private Body body(JsonObject body) {
        JsonObject content = body.getJsonObject("content");
        boolean stream = body.getBoolean(STREAM, false);
        JsonObject json = stream ? null : content.getJsonObject(Answer.JSON);
        if (!stream && json == null) {
            throw new IllegalStateException("requestBody: " + content.fieldNames() + " (expected: " + Answer.JSON
                    + " with a schema, or " + STREAM + ": true)");
        }
        return new Body(
                Set.copyOf(content.fieldNames()),
                body.getBoolean("required", false),
                stream,
                body.getLong(MOST_BYTES, document.getLong(MOST_BYTES)),
                json == null ? null : Schema.of(document, json.getJsonObject("schema")));
    }
}
