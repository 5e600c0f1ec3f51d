package io.deligate.registryservice.receipt;

import io.deligate.streams.receipt.ReceiptRecord;
import io.deligate.streams.record.DeliHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** One receipt, with the headers that its asker had put on the message. */
public record Outcome(ReceiptRecord receipt, Headers headers) {
    /** The message's own id; empty when the asker gave it none. */
    public Optional<String> messageId() {
        return header(DeliHeaders.MESSAGE_ID);
    }

    /** The last header of that name as text. */
    public Optional<String> header(String name) {
        return DeliHeaders.text(headers, name);
    }
}
