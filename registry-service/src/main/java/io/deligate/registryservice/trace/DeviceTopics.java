package io.deligate.registryservice.trace;

import io.deligate.protocol.ActionFamily;
import io.deligate.protocol.DeviceId;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Where one device's messages are: its partition of each topic from devices, and what goes to the edges. */
final class DeviceTopics {
    private final TopicNames names;
    private final byte[] key;

    DeviceTopics(TopicNames names, DeviceId device) {
        this.names = names;
        this.key = device.value().getBytes(StandardCharsets.UTF_8);
    }

    /** The partitions to read, of topics that exist. */
    Set<TopicPartition> partitions(Consumer<?, ?> consumer, Collection<EdgeId> edges, Duration limit) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (String topic : fromDevices()) {
            add(consumer.partitionsFor(topic, limit), partitions);
        }
        for (EdgeId edge : edges) {
            add(consumer.partitionsFor(names.down(edge), limit), partitions);
        }
        return partitions;
    }

    /** Whether it is a message of the device or to it; orders to its edge are none. */
    boolean isOfDevice(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(key, record.key()) && record.headers().lastHeader(DeliHeaders.CLOSE) == null;
    }

    TracedMessage message(ConsumerRecord<byte[], byte[]> record) {
        return TracedMessage.of(record, fromDevices().contains(record.topic()));
    }

    private List<String> fromDevices() {
        return List.of(names.upRequests(), names.up(ActionFamily.COMMAND_ANSWER), names.up(ActionFamily.MESSAGE));
    }

    /** Kafka's own choice of the partition for a key. */
    private void add(List<PartitionInfo> all, Set<TopicPartition> partitions) {
        if (!all.isEmpty()) {
            int partition = Utils.toPositive(Utils.murmur2(key)) % all.size();
            partitions.add(new TopicPartition(all.get(0).topic(), partition));
        }
    }
}
