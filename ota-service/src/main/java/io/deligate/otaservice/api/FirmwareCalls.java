package io.deligate.otaservice.api;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.firmware.FileLinks;
import io.deligate.otaservice.firmware.FileStore;
import io.deligate.otaservice.firmware.FileTooLong;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.otaservice.firmware.Firmwares;
import io.deligate.otaservice.firmware.NewFirmware;
import io.deligate.otaservice.firmware.VersionTaken;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.UpgradeType;
import io.deligate.registryview.RegistryView;
import io.deligate.rolloutgate.Release;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The calls about firmware. */
final class FirmwareCalls {
    private static final Set<String> MEMBERS =
            Set.of("product", "version", "upgrade_type", "url", "checksum", "sha256", "size");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1," + Release.LONGEST_VERSION + "}");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern WEB = Pattern.compile("https?://[^/\\s]+.*");
    private static final String VERSION_FORM = "1 to 64 letters, digits, '.', '_', '+' or '-'";

    private final Firmwares firmwares;
    private final FileStore files;
    private final FileLinks links;
    private final RegistryView registry;
    private final long largest;

    /**
     * @param largest how many bytes a file may be long
     */
    FirmwareCalls(Firmwares firmwares, FileStore files, FileLinks links, RegistryView registry, long largest) {
        this.largest = largest;
        this.firmwares = firmwares;
        this.files = files;
        this.links = links;
        this.registry = registry;
    }

    void addTo(RestRouter router) {
        router.add("createFirmware", HttpMethod.POST, "/v1/firmware", ApiRole.OPERATOR, this::create);
        router.add("listFirmware", HttpMethod.GET, "/v1/firmware", ApiRole.VIEWER, this::list);
        router.add("getFirmware", HttpMethod.GET, "/v1/firmware/{firmware_id}", ApiRole.VIEWER, this::get);
    }

    private Future<Void> create(Call call) {
        Future<Firmware> created = call.isJson() ? call.json().compose(body -> link(call, body)) : upload(call);
        return created.onSuccess(firmware -> call.answer(201, json(firmware))).mapEmpty();
    }

    /**
     * What a form or an encoding wraps around a file would become part of the firmware. Any other content type is what a
     * client says without being asked.
     */
    private static void checkBare(Call call) {
        String type = String.valueOf(call.request().getHeader("Content-Type")).toLowerCase(Locale.ROOT);
        String encoding = call.request().getHeader("Content-Encoding");
        if (type.startsWith("multipart/")) {
            throw Problem.of(
                            415,
                            "content-type",
                            "content-type: a form (expected: the file itself as the body, application/octet-stream)")
                    .fault();
        }
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.of(415, "content-encoding", "content-encoding: not understood (expected: the file as it is)")
                    .fault();
        }
    }

    /** Before a byte of it is read, when its length is announced. */
    private void checkLength(Call call) {
        String length = call.request().getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > largest) {
            throw new FileTooLong(largest);
        }
    }

    private Future<Firmware> upload(Call call) {
        call.parameters(Set.of("product", "version", "upgrade_type"));
        checkBare(call);
        checkLength(call);
        ProductModel product = call.required("product", "a product model", ProductModel::parse);
        String version = call.required("version", VERSION_FORM, FirmwareCalls::version);
        UpgradeType upgradeType = call.required("upgrade_type", "force or normal", UpgradeType::parse);
        return type(product, () -> Problem.parameter("product", "unknown (expected: a registered product)"))
                .compose(type -> free(product, version)
                        .compose(none -> files.store(call.content()))
                        .compose(file -> {
                            if (file.size() == 0) {
                                throw Problem.body("", "body: empty (expected: the firmware file)")
                                        .fault();
                            }
                            return firmwares.add(
                                    new NewFirmware(
                                            type,
                                            product,
                                            version,
                                            upgradeType,
                                            null,
                                            file.md5(),
                                            file.sha256(),
                                            file.size()),
                                    call.caller());
                        }));
    }

    private Future<Firmware> link(Call call, JsonObject body) {
        call.parameters(Set.of());
        for (String name : body.fieldNames()) {
            if (!MEMBERS.contains(name)) {
                throw Problem.body("/" + name, name + ": unknown member").fault();
            }
        }
        ProductModel product = member(body, "product", "a product model", ProductModel::parse);
        String version = member(body, "version", VERSION_FORM, FirmwareCalls::version);
        UpgradeType upgradeType = member(body, "upgrade_type", "force or normal", UpgradeType::parse);
        URI url = member(body, "url", "an absolute http or https URL", FirmwareCalls::url);
        String md5 = member(body, "checksum", "the MD5 of the file as 32 hexadecimal digits", hex(MD5));
        String sha256 = body.getValue("sha256") == null
                ? null
                : member(body, "sha256", "the SHA-256 of the file as 64 hexadecimal digits", hex(SHA_256));
        long size = size(body.getValue("size"));
        return type(product, () -> Problem.body("/product", "product: unknown (expected: a registered product)"))
                .compose(type -> free(product, version)
                        .compose(none -> firmwares.add(
                                new NewFirmware(type, product, version, upgradeType, url, md5, sha256, size),
                                call.caller())));
    }

    /** Before a file is taken in that nobody could have. */
    private Future<Void> free(ProductModel product, String version) {
        return firmwares
                .hasVersion(product, version)
                .compose(taken -> taken ? Future.failedFuture(new VersionTaken(version)) : Future.succeededFuture());
    }

    private Future<ProductType> type(ProductModel product, Supplier<Problem> unknown) {
        return registry.product(product)
                .map(found -> found.orElseThrow(() -> {
                            Problem bad = unknown.get();
                            return new Problem(
                                            422,
                                            "unknown-reference",
                                            bad.detail(),
                                            bad.pointer(),
                                            bad.parameter(),
                                            null)
                                    .fault();
                        })
                        .type());
    }

    private static <T> T member(JsonObject body, String name, String expected, Function<String, Optional<T>> parse) {
        Object value = body.getValue(name);
        return Optional.ofNullable(value instanceof String text ? text : null)
                .flatMap(parse)
                .orElseThrow(() -> Problem.body(
                                "/" + name,
                                name + (value == null ? ": missing" : ": bad value") + " (expected: " + expected + ")")
                        .fault());
    }

    private static long size(@Nullable Object size) {
        if ((size instanceof Integer || size instanceof Long) && ((Number) size).longValue() > 0) {
            return ((Number) size).longValue();
        }
        throw Problem.body("/size", "size: " + (size == null ? "missing" : "bad value") + " (expected: bytes)")
                .fault();
    }

    private static Optional<String> version(String text) {
        return Optional.of(text).filter(each -> VERSION.matcher(each).matches());
    }

    private static Optional<URI> url(String text) {
        try {
            return WEB.matcher(text).matches() && text.length() <= 2_048
                    ? Optional.of(URI.create(text))
                    : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private static Function<String, Optional<String>> hex(Pattern form) {
        return text -> Optional.of(text.toLowerCase(Locale.ROOT))
                .filter(each -> form.matcher(each).matches());
    }

    private Future<Void> list(Call call) {
        call.parameters(Set.of("product", "page_size", "page_token"));
        String given = call.parameter("product");
        ProductModel product = given == null ? null : call.required("product", "a product model", ProductModel::parse);
        PageRequest page = call.page();
        return firmwares
                .list(product, page.after(), page.rows())
                .onSuccess(found -> call.answer(200, Call.json(Page.of(found, page, Firmware::id), this::json)))
                .mapEmpty();
    }

    private Future<Void> get(Call call) {
        call.parameters(Set.of());
        return firmwares
                .find(call.path("firmware_id"))
                .onSuccess(found -> found.ifPresent(firmware -> call.answer(200, json(firmware))))
                .map(found -> {
                    var unused = found.orElseThrow(
                            () -> Problem.notFound("this firmware").fault());
                    return null;
                });
    }

    private JsonObject json(Firmware firmware) {
        return new JsonObject()
                .put("firmware_id", firmware.id())
                .put("product", firmware.product().value())
                .put("version", firmware.version())
                .put("release_seq", firmware.seq())
                .put("upgrade_type", firmware.upgradeType().wireName())
                .put("file_path", links.of(firmware).toString())
                .put("checksum", firmware.md5())
                .put("sha256", firmware.sha256())
                .put("size", firmware.size())
                .put("created_at", firmware.createdAt().toString());
    }
}
