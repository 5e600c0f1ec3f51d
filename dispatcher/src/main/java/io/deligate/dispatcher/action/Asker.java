package io.deligate.dispatcher.action;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.record.DeliHeaders;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Who asks, and how the question came.
 *
 * @param epoch the session's epoch, or -1 when the record does not say
 * @param record the request as the edge stored it
 */
public record Asker(DeviceId device, long epoch, ConsumerRecord<byte[], byte[]> record) {
    /** The product of the session that asks; empty when the record does not say. */
    Optional<ProductModel> product() {
        return DeliHeaders.text(record.headers(), DeliHeaders.PRODUCT).flatMap(ProductModel::parse);
    }
}
