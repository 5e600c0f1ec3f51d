package io.deligate.appbridge.downlink;

import io.deligate.protocol.AppId;
import io.deligate.protocol.Mid;
import io.deligate.protocol.Receipt;
import io.deligate.protocol.ReplyCode;
import io.deligate.streams.record.DeliHeaders;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the receipt of a 301 will say, as headers of the down record: the edge echoes them with the outcome, so nobody has
 * to remember a message that is under way. All text in them is percent-encoded.
 *
 * @param appsOwnTime whether {@code deli-expires} is the app's wish and not this platform's limit
 */
record Asked(AppId app, @Nullable Mid mid, @Nullable String cmd, boolean appsOwnTime) {
    /** The value of {@code deli-receipt} by which this service knows its own. */
    private static final String ASKER = "app-bridge";

    private static final String APP = "deli-app";
    private static final String MID = "deli-app-mid";
    private static final String CMD = "deli-app-cmd";
    private static final String EXPIRES = "deli-app-expires";

    void writeTo(Headers headers) {
        DeliHeaders.put(headers, DeliHeaders.RECEIPT, ASKER);
        DeliHeaders.put(headers, APP, app.toString());
        if (mid != null) {
            DeliHeaders.put(headers, MID, mid.match(text -> "t" + encoded(text), number -> "n" + number));
        }
        if (cmd != null) {
            DeliHeaders.put(headers, CMD, encoded(cmd));
        }
        if (appsOwnTime) {
            DeliHeaders.put(headers, EXPIRES, "true");
        }
    }

    /** What stands in the headers of a receipt; empty when somebody else asked for it. */
    static Optional<Asked> of(Headers headers) {
        if (DeliHeaders.text(headers, DeliHeaders.RECEIPT).filter(ASKER::equals).isEmpty()) {
            return Optional.empty();
        }
        return DeliHeaders.text(headers, APP)
                .flatMap(AppId::parse)
                .map(app -> new Asked(
                        app,
                        DeliHeaders.text(headers, MID).flatMap(Asked::mid).orElse(null),
                        DeliHeaders.text(headers, CMD).map(Asked::decoded).orElse(null),
                        DeliHeaders.text(headers, EXPIRES).isPresent()));
    }

    Receipt receipt(ReplyCode code, String message, String device) {
        return new Receipt(mid, app, cmd, code, message, device);
    }

    private static Optional<Mid> mid(String written) {
        try {
            return written.startsWith("n")
                    ? Optional.of(Mid.of(Long.parseLong(written.substring(1))))
                    : Optional.of(Mid.of(decoded(written.substring(1))));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
