package io.deligate.streams.receipt;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of a message to a device. */
public enum ReceiptOutcome {
    /** The device acknowledged it (PUBACK). */
    DELIVERED("delivered"),
    /** The device was not connected, or left before it acknowledged. */
    OFFLINE("offline"),
    /** It was sent and not acknowledged in time; the device may have it all the same. */
    NOT_ACKNOWLEDGED("not-acknowledged"),
    /** Its {@code deli-expires} had passed; it was not sent. */
    EXPIRED("expired"),
    /** The device had as many messages open as it may; it was not sent. */
    REJECTED("rejected");

    private static final Map<String, ReceiptOutcome> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toMap(ReceiptOutcome::label, Function.identity()));

    private final String label;

    ReceiptOutcome(String label) {
        this.label = label;
    }

    /** The wire form. */
    public String label() {
        return label;
    }

    /** The outcome of that wire form; empty when there is none, which a later version may send. */
    public static Optional<ReceiptOutcome> fromLabel(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }
}
