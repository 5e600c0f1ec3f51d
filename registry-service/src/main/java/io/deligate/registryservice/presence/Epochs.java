package io.deligate.registryservice.presence;

import io.deligate.streams.topic.TopicState;
import io.vertx.core.Future;

/** The stored session epochs, which are offsets of the session topic and mean nothing in another one. */
public interface Epochs {
    /**
     * Makes the stored epochs those of this topic, before any of its records is applied: when Kafka's data was lost, its
     * offsets begin again at 0, and sessions would be taken for older ones than those before. All are forgotten when the
     * topic is another one, and those beyond its end when it has lost its newest records; such devices count as offline
     * until their next record, and keep the time of their last connect. Succeeds with their number.
     */
    Future<Integer> follow(TopicState topic);
}
