package io.deligate.registryservice.change;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Why the platform ends sessions, and the records that make edges do it. */
public enum SessionClosing {
    BANNED("banned"),
    PRODUCT_DISABLED("product-disabled"),
    CREDENTIALS_REVOKED("credentials-revoked"),
    DELETED("deleted");

    private final String label;

    SessionClosing(String label) {
        this.label = label;
    }

    /** For the edge that holds the device; without an effect when none does. */
    public OutboxRecord of(DeviceId device) {
        return new OutboxRecord.ToDevice(device, Map.of(DeliHeaders.CLOSE, label), "");
    }

    /** For each of these edges, about all the product's devices on it. */
    public List<OutboxRecord> of(ProductModel model, Collection<EdgeId> edges, TopicNames topics) {
        return edges.stream()
                .<OutboxRecord>map(edge -> new OutboxRecord.ToTopic(
                        topics.down(edge), model.value(), Map.of(DeliHeaders.CLOSE_PRODUCT, label), ""))
                .toList();
    }
}
