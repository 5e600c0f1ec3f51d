package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records as they travel in the cluster: small JSON, so that members of different releases understand each other.
 * Readers pass over names they do not know.
 */
final class ViewCodec {
    private ViewCodec() {}

    static byte[] encode(ProductView product) {
        JsonArray keys = new JsonArray();
        for (ProductKey key : product.keys()) {
            JsonObject one = new JsonObject().put("k", key.secret().reveal());
            putTime(one, "u", key.validUntil());
            keys.add(one);
        }
        return bytes(new JsonObject()
                .put("m", product.model().value())
                .put("t", product.type().value())
                .put("a", product.auth().text())
                .put("e", product.enabled())
                .put("u", product.selfUnbind())
                .put("k", keys));
    }

    static ProductView product(byte[] value) {
        JsonObject json = json(value);
        List<ProductKey> keys = objects(json, "k")
                .map(key -> new ProductKey(new Secret(key.getString("k", "")), time(key, "u")))
                .toList();
        return new ProductView(
                new ProductModel(json.getString("m", "")),
                new ProductType(json.getString("t", "")),
                AuthScheme.parse(json.getString("a", "")).orElseThrow(() -> unknown("auth", json.getString("a"))),
                json.getBoolean("e", false),
                json.getBoolean("u", false),
                keys);
    }

    static byte[] encode(DeviceView device) {
        JsonObject json = new JsonObject()
                .put("d", device.id().value())
                .put("m", device.product().value())
                .put("s", device.status().text())
                .put("v", device.productVersion())
                .put("e", device.epoch());
        if (!device.apps().isEmpty()) {
            json.put("x", new JsonArray(device.apps().stream().map(AppId::value).toList()));
        }
        if (device.ownCredentials()) {
            JsonArray credentials = new JsonArray();
            device.credentials().forEach(verifier -> credentials.add(json(verifier)));
            json.put("o", credentials);
        }
        if (device.group() != null) {
            json.put("g", device.group().value());
        }
        if (!device.name().isEmpty()) {
            json.put("n", device.name());
        }
        putTime(json, "c", device.connectedAt());
        putTime(json, "p", device.previousAccess());
        return bytes(json);
    }

    static DeviceView device(byte[] value) {
        JsonObject json = json(value);
        Long group = json.getLong("g");
        return new DeviceView(
                new DeviceId(json.getString("d", "")),
                new ProductModel(json.getString("m", "")),
                json.getString("n", ""),
                DeviceStatus.parse(json.getString("s", "")).orElseThrow(() -> unknown("status", json.getString("s"))),
                group == null ? null : new GroupId(group),
                json.getJsonArray("x", new JsonArray()).stream()
                        .map(app -> new AppId(((Number) app).longValue()))
                        .toList(),
                json.getString("v", ""),
                objects(json, "o").map(ViewCodec::verifier).toList(),
                json.getLong("e", DeviceView.NO_SESSION),
                time(json, "c"),
                time(json, "p"));
    }

    static byte[] encode(AppView app) {
        return bytes(new JsonObject()
                .put("i", app.id().value())
                .put("n", app.name())
                .put("e", app.enabled())
                .put(
                        "p",
                        new JsonArray(
                                app.products().stream().map(ProductModel::value).toList())));
    }

    static AppView app(byte[] value) {
        JsonObject json = json(value);
        return new AppView(
                new AppId(json.getLong("i", 0L)),
                json.getString("n", ""),
                json.getBoolean("e", false),
                texts(json, "p").stream().map(ProductModel::new).toList());
    }

    private static JsonObject json(CredentialVerifier verifier) {
        JsonObject json = new JsonObject()
                .put("u", verifier.username())
                .put("k", verifier.key())
                .put("h", verifier.hash());
        putTime(json, "f", verifier.notBefore());
        putTime(json, "t", verifier.notAfter());
        return json;
    }

    private static CredentialVerifier verifier(JsonObject json) {
        return new CredentialVerifier(
                json.getString("u", ""),
                json.getBinary("k", new byte[1]),
                json.getBinary("h", new byte[0]),
                Instant.ofEpochMilli(json.getLong("f", 0L)),
                time(json, "t"));
    }

    static byte[] encode(EdgeNotice notice) {
        return bytes(new JsonObject()
                .put("i", notice.edge())
                .put("m", new JsonArray(notice.mqtt()))
                .put("s", new JsonArray(notice.mqtts()))
                .put("n", notice.connections())
                .put("r", notice.ready()));
    }

    static EdgeNotice edge(byte[] value) {
        JsonObject json = json(value);
        return new EdgeNotice(
                json.getString("i", ""),
                texts(json, "m"),
                texts(json, "s"),
                json.getInteger("n", 0),
                json.getBoolean("r", false));
    }

    private static List<String> texts(JsonObject json, String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }

    private static Stream<JsonObject> objects(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name, new JsonArray());
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }

    private static void putTime(JsonObject json, String name, @Nullable Instant time) {
        if (time != null) {
            json.put(name, time.toEpochMilli());
        }
    }

    private static @Nullable Instant time(JsonObject json, String name) {
        Long millis = json.getLong(name);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static JsonObject json(byte[] value) {
        return new JsonObject(Buffer.buffer(value));
    }

    private static byte[] bytes(JsonObject json) {
        return json.toBuffer().getBytes();
    }

    private static IllegalArgumentException unknown(String name, @Nullable String value) {
        return new IllegalArgumentException(name + ": " + value + " (expected: one this release knows)");
    }
}
