package io.deligate.bench.floor;

import io.deligate.load.Letter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Answers each record of one topic on another: the least dispatcher. */
public final class Answerer {
    private static final Duration POLL = Duration.ofMillis(100);

    private Answerer() {}

    /** Bootstrap, topic of requests, topic of answers. */
    public static void main(String[] args) {
        KafkaProducer<byte[], byte[]> producer = FloorProducer.open(args[0], args[2]);
        try (var requests = FloorConsumer.open(args[0], "bench-answerer", true)) {
            requests.subscribe(List.of(args[1]));
            boolean ready = false;
            while (true) {
                for (ConsumerRecord<byte[], byte[]> request : requests.poll(POLL)) {
                    var unused = producer.send(new ProducerRecord<>(args[2], request.key(), answer(request)));
                }
                if (!ready && !requests.assignment().isEmpty()) {
                    requests.assignment().forEach(requests::position);
                    ready = true;
                    Entrance.say("answerer: ready");
                }
            }
        }
    }

    private static byte[] answer(ConsumerRecord<byte[], byte[]> request) {
        String device = new String(request.key(), StandardCharsets.UTF_8);
        String mid = "%019d".formatted(Letter.dueOf(request.value()));
        String answer = "{\"mid\":\"" + mid + "\",\"from\":\"system\",\"to\":\"" + device
                + "\",\"time\":" + System.currentTimeMillis() / 1000
                + ",\"action\":100,\"data\":{\"code\":0,\"msg\":\"\"}}";
        return answer.getBytes(StandardCharsets.UTF_8);
    }
}
