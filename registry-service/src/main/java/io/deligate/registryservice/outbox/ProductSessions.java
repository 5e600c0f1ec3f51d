package io.deligate.registryservice.outbox;

import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.change.SessionClosing;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import java.util.List;

/** The sessions of all devices of a product, wherever they are. */
public final class ProductSessions {
    private final SessionDirectory directory;
    private final TopicNames topics;

    public ProductSessions(SessionDirectory directory, TopicNames topics) {
        this.directory = directory;
        this.topics = topics;
    }

    /** What makes every edge that has sessions end those of the product. */
    public List<OutboxRecord> closing(ProductModel model, SessionClosing reason) {
        return reason.of(model, directory.edges(), topics);
    }
}
