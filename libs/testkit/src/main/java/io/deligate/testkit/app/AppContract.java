package io.deligate.testkit.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deligate.testkit.docs.Contract;
import io.deligate.testkit.docs.Repository;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The AsyncAPI document of cloud apps, and whether a record is one of its messages. */
public final class AppContract {
    private final Contract contract;

    /** The two directions, named as in the document. */
    public enum Channel {
        IN,
        OUT;

        private String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private AppContract(JsonObject document) {
        this.contract = Contract.asyncApi(document);
    }

    /** The document in {@code docs/asyncapi.yaml}. */
    public static AppContract load() {
        Path file = Repository.root().resolve("docs/asyncapi.yaml");
        try {
            JsonNode read = new YAMLMapper().readTree(Files.readString(file));
            return new AppContract(new JsonObject(read.toString()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The address of a channel for that app. */
    public String address(Channel channel, long serviceId) {
        return channel(channel).getString("address").replace("{service_id}", Long.toString(serviceId));
    }

    /** The names of the channel's messages. */
    public Set<String> messages(Channel channel) {
        return new TreeSet<>(channel(channel).getJsonObject("messages").fieldNames());
    }

    /**
     * The name of the one message of the channel that the record is; fails with the reasons when it is none of them,
     * more than one, or has a member or a {@code deli-} header that the document does not know.
     */
    public String messageOf(Channel channel, byte[] value, Headers headers) {
        return messageOf(channel, decoded(value), headersOf(headers));
    }

    /** Like {@link #messageOf(Channel, byte[], Headers)}, for an example without headers. */
    public String messageOf(Channel channel, String json) {
        return only(channel, decoded(json.getBytes(StandardCharsets.UTF_8)));
    }

    private String messageOf(Channel channel, Object payload, JsonObject headers) {
        String name = only(channel, payload);
        JsonObject message = message(channel, name);
        List<String> faults = new ArrayList<>(contract.faults(message.getJsonObject("headers"), headers));
        headers.fieldNames().stream()
                .filter(header -> header.startsWith("deli-"))
                .filter(header -> !message.getJsonObject("headers")
                        .getJsonObject("properties")
                        .containsKey(header))
                .forEach(header -> faults.add("undocumented header " + header));
        if (!faults.isEmpty()) {
            throw new AssertionError("headers of " + name + ": " + faults + "\n" + headers.encodePrettily());
        }
        return name;
    }

    private String only(Channel channel, Object payload) {
        Map<String, List<String>> wrong = new TreeMap<>();
        List<String> right = new ArrayList<>();
        for (String name : messages(channel)) {
            JsonObject schema = message(channel, name).getJsonObject("payload");
            List<String> faults = new ArrayList<>(contract.faults(schema, payload));
            undocumented(schema, payload, "", faults);
            if (faults.isEmpty()) {
                right.add(name);
            } else {
                wrong.put(name, faults);
            }
        }
        if (right.size() != 1) {
            throw new AssertionError("a record that is " + (right.isEmpty() ? "no message" : right) + " of "
                    + channel.key() + ": " + Json.encode(payload) + "\n" + wrong);
        }
        return right.get(0);
    }

    /** The business of devices and apps is theirs; everything else the platform says is documented. */
    private static void undocumented(JsonObject schema, Object value, String at, List<String> faults) {
        if (!(value instanceof JsonObject object) || !schema.containsKey("properties")) {
            return;
        }
        JsonObject known = schema.getJsonObject("properties");
        boolean open = known.containsKey("payload");
        for (String name : object.fieldNames()) {
            if (!known.containsKey(name) && !open) {
                faults.add("undocumented member " + at + "/" + name);
            } else if (known.getValue(name) instanceof JsonObject inner) {
                undocumented(inner, object.getValue(name), at + "/" + name, faults);
            }
        }
    }

    private JsonObject channel(Channel channel) {
        return contract.document().getJsonObject("channels").getJsonObject(channel.key());
    }

    private JsonObject message(Channel channel, String name) {
        return contract.resolved(channel(channel).getJsonObject("messages").getJsonObject(name));
    }

    private static Object decoded(byte[] value) {
        try {
            return Json.decodeValue(new String(value, StandardCharsets.UTF_8));
        } catch (DecodeException broken) {
            throw new AssertionError("not JSON: " + new String(value, StandardCharsets.UTF_8), broken);
        }
    }

    private static JsonObject headersOf(Headers headers) {
        JsonObject all = new JsonObject();
        for (Header header : headers) {
            all.put(header.key(), new String(header.value(), StandardCharsets.US_ASCII));
        }
        return all;
    }
}
