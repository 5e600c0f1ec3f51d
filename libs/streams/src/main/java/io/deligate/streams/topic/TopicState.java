package io.deligate.streams.topic;

/**
 * What tells a topic from one of the same name that was there before.
 *
 * @param id Kafka's own, another one when the topic or all of Kafka was made anew
 * @param highestEnd the highest offset of any partition, plus one; 0 when the topic is empty
 */
public record TopicState(String id, long highestEnd) {}
