package io.deligate.streams.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The names of the platform's record headers, all ASCII text, and how to read them: absent or odd ones are empty. */
public final class DeliHeaders {
    /** The edge that holds the device's session. */
    public static final String EDGE = "deli-edge";
    /** The session's epoch: the offset of its online record. */
    public static final String EPOCH = "deli-epoch";
    /** The device's product model. */
    public static final String PRODUCT = "deli-product";
    /** When the edge received the uplink, in epoch milliseconds. */
    public static final String RECEIVED = "deli-received";
    /** Unique, and the same when a record is delivered again. */
    public static final String MESSAGE_ID = "deli-message-id";
    /** {@code true} when the device sent the message with the DUP flag. */
    public static final String DUP = "deli-dup";
    /** Replies only: the action they answer. */
    public static final String ACTION = "deli-action";
    /** Dead letters: why the record could not be processed. */
    public static final String REASON = "deli-reason";
    /** Dead letters: {@code topic/partition/offset} of the record. */
    public static final String ORIGIN = "deli-origin";

    private DeliHeaders() {}

    /** Adds one header. */
    public static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The last header of that name as text. */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.ISO_8859_1));
    }

    /** The last header of that name as a number; empty when it is none. */
    public static OptionalLong number(Headers headers, String name) {
        Optional<String> text = text(headers, name);
        try {
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }
}
