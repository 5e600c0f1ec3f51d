package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.activation.ActivationLinks;
import io.deligate.registryservice.activation.ConnType;
import io.deligate.registryservice.activation.LinkRefused;
import io.deligate.registryservice.activation.QrImage;
import io.deligate.registryservice.activation.ScannedLink;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryservice.product.Products;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls about activation links (A8, R136, R137). */
public final class QrCodeCalls implements Calls {
    private enum Format {
        SVG,
        PNG,
        TEXT
    }

    /** What a link means once the registry was asked. */
    private record Meaning(ScannedLink link, @Nullable Device device) {}

    private final Products products;
    private final Devices devices;
    private final URI base;
    private final ActivationLinks links;

    public QrCodeCalls(Products products, Devices devices, RestConfig config) {
        this.products = products;
        this.devices = devices;
        this.base = config.qrBase();
        this.links = new ActivationLinks(base.toString());
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("getProductQrCode", this::ofProduct);
        operations.add("getDeviceQrCode", this::ofDevice);
        operations.add("parseQrCode", this::parse);
    }

    private Future<Answer> ofProduct(Request request) {
        Query query = request.query();
        Format format = format(query);
        ConnType type = query.value("conn_type", "auto, ble, wifi or none", ConnType::parse);
        query.end();
        return ProductModel.parse(request.path("model"))
                .map(products::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> found.orElseThrow(() -> CallerFault.notFound("this product")))
                .map(product ->
                        drawn(links.of(product.model(), Objects.requireNonNullElse(type, ConnType.AUTO)), format));
    }

    private Future<Answer> ofDevice(Request request) {
        Query query = request.query();
        Format format = format(query);
        query.end();
        return DeviceId.parse(request.path("id"))
                .map(devices::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> found.orElseThrow(() -> CallerFault.notFound("this device")))
                .map(device -> drawn(links.of(device.product(), device.id()), format));
    }

    private static Format format(Query query) {
        Format format = query.value("format", "svg, png or text", QrCodeCalls::format);
        return format == null ? Format.SVG : format;
    }

    private static Optional<Format> format(String text) {
        return switch (text) {
            case "svg" -> Optional.of(Format.SVG);
            case "png" -> Optional.of(Format.PNG);
            case "text" -> Optional.of(Format.TEXT);
            default -> Optional.empty();
        };
    }

    private static Answer drawn(String link, Format format) {
        return switch (format) {
            case SVG ->
                Answer.whole(
                        200, "image/svg+xml", Buffer.buffer(QrImage.of(link).toSvg()));
            case PNG ->
                Answer.whole(200, "image/png", Buffer.buffer(QrImage.of(link).toPng()));
            case TEXT -> Answer.whole(200, "text/plain; charset=utf-8", Buffer.buffer(link));
        };
    }

    private Future<Answer> parse(Request request) {
        ScannedLink link;
        try {
            link = ScannedLink.parse(request.body().text("text"), base);
        } catch (LinkRefused refused) {
            return Future.failedFuture(refusal(refused));
        }
        return products.find(link.product())
                .compose(product -> {
                    if (product.isEmpty()) {
                        throw refusal(new LinkRefused("product", "unknown", "a registered model"));
                    }
                    return link.device() == null
                            ? Future.succeededFuture(Optional.<Device>empty())
                            : devices.find(link.device());
                })
                .map(device -> {
                    if (device.isPresent() && !device.get().product().equals(link.product())) {
                        throw refusal(new LinkRefused("device", "of another product", "one of the link's product"));
                    }
                    return Lists.one(200, new Meaning(link, device.orElse(null)), QrCodeCalls::write);
                });
    }

    private static CallerFault refusal(LinkRefused refused) {
        return new CallerFault(Problem.body(422, "link-refused", "/text", String.valueOf(refused.getMessage())));
    }

    /** Nothing about the device's state is taken from the link. */
    private static void write(Meaning meaning, JsonGenerator out) throws IOException {
        ScannedLink link = meaning.link();
        Device device = meaning.device();
        out.writeStartObject();
        out.writeStringField("action", link.action());
        out.writeStringField("product", link.product().value());
        out.writeObjectField(
                "device_id", link.device() == null ? null : link.device().value());
        out.writeObjectField(
                "conn_type", link.connType() == null ? null : link.connType().text());
        out.writeBooleanField("needs_device_id", link.device() == null);
        out.writeBooleanField("registered", device != null);
        out.writeBooleanField("bound", device != null && device.group() != null);
        out.writeBooleanField("online", device != null && device.online());
        out.writeObjectFieldStart("hints");
        for (Map.Entry<String, String> hint : new TreeMap<>(link.hints()).entrySet()) {
            out.writeStringField(hint.getKey(), hint.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
