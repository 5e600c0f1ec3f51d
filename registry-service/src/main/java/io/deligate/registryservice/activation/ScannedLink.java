package io.deligate.registryservice.activation;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a scanned link says (A8): its keys in any case and order. Of a device's state it can only hint, since anybody can
 * print a link; the registry knows.
 *
 * @param device null for a link that is the same for every device of the product
 * @param connType null when the link does not say
 * @param hints what the link says of the device's state, under {@code status}, {@code error} and {@code group}
 */
public record ScannedLink(
        String action,
        ProductModel product,
        @Nullable DeviceId device,
        @Nullable ConnType connType,
        Map<String, String> hints) {
    private static final Set<String> ACTIONS = Set.of("activate", "login");
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Set<String> HINTS = Set.of("status", "error", "group");

    public ScannedLink {
        hints = Map.copyOf(hints);
    }

    /**
     * Reads a scanned text; throws {@link LinkRefused} when it is no link of this platform's devices.
     *
     * @param base what links begin with; {@code http} and {@code https} are the same
     */
    public static ScannedLink parse(String text, URI base) {
        URI link = link(text.strip(), base);
        Map<String, String> values = values(link.getRawQuery() == null ? "" : link.getRawQuery());
        if (!"device".equalsIgnoreCase(values.get("from"))) {
            throw new LinkRefused("from", "not a device's link", "from=device");
        }
        String action = values.getOrDefault("action", "").toLowerCase(Locale.ROOT);
        if (!ACTIONS.contains(action)) {
            throw new LinkRefused("action", "unknown", "activate or login");
        }
        ProductModel product = ProductModel.parse(values.getOrDefault("product", ""))
                .orElseThrow(() -> new LinkRefused("product", "not a model", "1 to 16 of A-Z, 0-9 and -"));
        Map<String, String> hints = new HashMap<>(values);
        hints.keySet().retainAll(HINTS);
        return new ScannedLink(action, product, device(values.get("device")), connType(values.get("conntype")), hints);
    }

    private static URI link(String text, URI base) {
        URI link;
        try {
            link = new URI(text);
        } catch (URISyntaxException notALink) {
            throw new LinkRefused("text", "not a link", "a link as the platform prints it");
        }
        String scheme = link.getScheme() == null ? "" : link.getScheme().toLowerCase(Locale.ROOT);
        boolean ours = SCHEMES.contains(scheme)
                && link.getHost() != null
                && link.getHost().equalsIgnoreCase(base.getHost())
                && link.getPort() == base.getPort()
                && link.getRawUserInfo() == null
                && path(link).equals(path(base));
        if (!ours) {
            throw new LinkRefused("text", "a foreign link", "one that begins with " + base);
        }
        return link;
    }

    private static String path(URI link) {
        return Objects.requireNonNullElse(link.getRawPath(), "").replaceFirst("/$", "");
    }

    /** By lower-case key; a key given twice could mean either. */
    private static Map<String, String> values(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String key = decoded(parts[0]).toLowerCase(Locale.ROOT);
            if (values.put(key, parts.length == 2 ? decoded(parts[1]) : "") != null) {
                throw new LinkRefused(key, "given twice", "once");
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new LinkRefused("text", "broken escapes", "a link as the platform prints it");
        }
    }

    private static @Nullable DeviceId device(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return DeviceId.parse(text)
                .orElseThrow(() -> new LinkRefused("device", "not an id", "1 to 64 letters, digits, - and _"));
    }

    private static @Nullable ConnType connType(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(ConnType::parse).orElse(null);
    }
}
