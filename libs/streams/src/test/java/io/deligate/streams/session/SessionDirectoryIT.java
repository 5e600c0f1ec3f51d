package io.deligate.streams.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.Lab;
import io.deligate.streams.topic.EdgeId;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class SessionDirectoryIT {
    private static final DeviceId ONE = new DeviceId("DL3785W_1");
    private static final DeviceId TWO = new DeviceId("DL3785W_2");
    private static final EdgeId NORTH = new EdgeId("north");
    private static final EdgeId SOUTH = new EdgeId("south");
    private static final ProductModel PRODUCT = new ProductModel("DL3785W");
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);

    private final Queue<Long> opened = new ConcurrentLinkedQueue<>();
    private final List<SessionDirectory> directories = new ArrayList<>();
    private Lab lab;
    private String topic;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        topic = Lab.name("sessions");
        kafka.createTopic(topic, 3, Map.of("cleanup.policy", "compact"));
    }

    @AfterEach
    void close() {
        directories.forEach(directory -> Lab.get(directory.stop()));
        lab.close();
    }

    @Test
    void knowsAfterItsStartWhatWasThereBefore() {
        long first = online(ONE, NORTH);
        online(TWO, SOUTH);
        long newest = online(TWO, NORTH);

        SessionDirectory directory = started();

        assertThat(directory.find(ONE)).contains(new LiveSession(NORTH, first, PRODUCT, TIME));
        assertThat(directory.find(TWO)).contains(new LiveSession(NORTH, newest, PRODUCT, TIME));
        assertThat(directory.heldBy(NORTH)).containsOnlyKeys(ONE, TWO);
        assertThat(directory.heldBy(SOUTH)).isEmpty();
        assertThat(opened).hasSize(3);
    }

    @Test
    void startsOnAnEmptyTopic() {
        assertThat(started().find(ONE)).isEmpty();
    }

    @Test
    void followsTheTopic() {
        SessionDirectory directory = started();

        long epoch = online(ONE, NORTH);
        Await.until(Lab.LIMIT, "the session", () -> directory.find(ONE).isPresent());
        offline(ONE, NORTH, epoch);

        Await.until(Lab.LIMIT, "its end", () -> directory.find(ONE).isEmpty());
    }

    @Tag("R18")
    @Tag("R19")
    @Test
    void tellsOfATakeoverInTheOrderOfTheTopic() {
        started();

        long old = online(ONE, NORTH);
        long taken = online(ONE, SOUTH);

        Await.until(Lab.LIMIT, "both sessions", () -> opened.size() == 2);
        assertThat(opened).containsExactly(old, taken);
        assertThat(taken).isGreaterThan(old);
    }

    @Tag("R21")
    @Test
    void letsNoLateOfflineOfAnOlderSessionWin() {
        long old = online(ONE, NORTH);
        SessionDirectory follower = started();
        online(ONE, SOUTH);
        offline(ONE, NORTH, old);
        online(TWO, SOUTH);

        Await.until(Lab.LIMIT, "the last record", () -> follower.find(TWO).isPresent());
        SessionDirectory late = started();

        for (SessionDirectory directory : List.of(follower, late)) {
            Await.until(
                    Lab.LIMIT,
                    "the newest session",
                    () -> directory.find(ONE).map(LiveSession::edge).equals(Optional.of(SOUTH)));
        }
        assertThat(late.heldBy(SOUTH)).containsOnlyKeys(ONE, TWO);
    }

    @Test
    void skipsWhatIsNoSessionRecord() {
        publish(new ProducerRecord<>(topic, Lab.bytes(ONE.value()), Lab.bytes("{\"device_id\":null}")));
        publish(new ProducerRecord<>(topic, Lab.bytes(ONE.value()), null));
        long epoch = online(ONE, NORTH);

        SessionDirectory directory = started();

        assertThat(directory.find(ONE)).map(LiveSession::epoch).contains(epoch);
        assertThat(directory.problem()).isEmpty();
    }

    private SessionDirectory started() {
        SessionDirectory directory = new SessionDirectory(
                Lab.name("directory"), lab.kafka, topic, (device, session) -> opened.add(session.epoch()));
        directories.add(directory);
        Lab.get(directory.start());
        return directory;
    }

    @CanIgnoreReturnValue
    private long online(DeviceId device, EdgeId edge) {
        return publish(device, new SessionRecord.Online(device, PRODUCT, edge, TIME, "10.0.0.1"));
    }

    private void offline(DeviceId device, EdgeId edge, long epoch) {
        publish(device, new SessionRecord.Offline(device, PRODUCT, edge, epoch, TIME, "cut"));
    }

    @CanIgnoreReturnValue
    private long publish(DeviceId device, SessionRecord record) {
        return publish(new ProducerRecord<>(topic, Lab.bytes(device.value()), record.toValue()));
    }

    @CanIgnoreReturnValue
    private long publish(ProducerRecord<byte[], byte[]> record) {
        return Lab.get(lab.publisher.publish(record));
    }
}
