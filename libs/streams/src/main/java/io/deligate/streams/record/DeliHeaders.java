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
    /** Down records: who wants to be told the outcome on the receipts topic. */
    public static final String RECEIPT = "deli-receipt";
    /** Down records: when it is too late to send it, in epoch milliseconds. */
    public static final String EXPIRES = "deli-expires";
    /**
     * Down records: messages to a device with the same value here keep their order across its sessions. One that was
     * written for an older session than the last is not sent behind it; its outcome is {@code offline}.
     */
    public static final String ORDER = "deli-order";
    /** Down records: the edge that passed it on, because the device had moved; it is not passed on again. */
    public static final String FORWARDED = "deli-forwarded";
    /** Down records with an empty value: the device's session ends for that reason. */
    public static final String CLOSE = "deli-close";
    /** Down records with a product model as their key: all sessions of that product on the edge end for that reason. */
    public static final String CLOSE_PRODUCT = "deli-close-product";
    /** Records that are not what their topic usually holds: what they are instead. */
    public static final String RECORD = "deli-record";
    /** Dead letters: why the record could not be processed. */
    public static final String REASON = "deli-reason";
    /** Dead letters: {@code topic/partition/offset} of the record. */
    public static final String ORIGIN = "deli-origin";

    /** W3C trace context; the one name of ours that others chose. */
    public static final String TRACE_PARENT = "traceparent";

    private static final String PREFIX = "deli-";

    private DeliHeaders() {}

    /** Whether a header of that name belongs to the platform's message and goes along with it. */
    public static boolean isOurs(String name) {
        return name.startsWith(PREFIX) || name.equals(TRACE_PARENT);
    }

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
