package io.deligate.dispatcher.action;

import io.deligate.streams.publish.RecordPublisher;
import io.vertx.core.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Hands accepted requests to the registry through Kafka (design D9): once stored there, their effect survives an outage
 * of the registry and of its database.
 */
public final class RegistryWrites {
    private final RecordPublisher publisher;
    private final String topic;

    public RegistryWrites(RecordPublisher publisher, String topic) {
        this.publisher = publisher;
        this.topic = topic;
    }

    /** Passes the request on as it came, headers included; succeeds when all in-sync replicas have it. */
    Future<Void> add(ConsumerRecord<byte[], byte[]> request) {
        return publisher
                .publish(new ProducerRecord<>(topic, null, request.key(), request.value(), request.headers()))
                .mapEmpty();
    }
}
