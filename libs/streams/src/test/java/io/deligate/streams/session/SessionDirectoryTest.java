package io.deligate.streams.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A directory that is never started: it opens no connection. */
class SessionDirectoryTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static final DeviceId OTHER = new DeviceId("DL3785W_2");
    private static final EdgeId NORTH = new EdgeId("north");
    private static final EdgeId SOUTH = new EdgeId("south");
    private static final ProductModel PRODUCT = new ProductModel("DL3785W");

    private final List<Long> opened = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();
    private final SessionDirectory directory =
            new SessionDirectory("directory", KafkaConfig.defaults(), "sessions", new SessionListener() {
                @Override
                public void opened(DeviceId device, LiveSession session) {
                    opened.add(session.epoch());
                }

                @Override
                public void ended(SessionRecord.Offline end) {
                    ended.add(end.epoch());
                }
            });

    @AfterEach
    void stop() {
        assertThat(directory.stop().succeeded()).isTrue();
    }

    @Test
    void knowsTheOffsetAsTheEpoch() {
        directory.apply(online(DEVICE, NORTH), 7);

        assertThat(directory.find(DEVICE)).contains(new LiveSession(NORTH, 7, PRODUCT, Instant.EPOCH));
        assertThat(directory.find(OTHER)).isEmpty();
        assertThat(opened).containsExactly(7L);
    }

    @Test
    void endsASessionByItsOwnOfflineRecord() {
        directory.apply(online(DEVICE, NORTH), 7);

        directory.apply(offline(NORTH, 7), 8);
        directory.apply(offline(NORTH, 7), 9);

        assertThat(directory.find(DEVICE)).isEmpty();
        assertThat(ended).containsExactly(7L, 7L);
    }

    @Tag("R21")
    @Test
    void letsNoLateOfflineOfAnOlderSessionWin() {
        directory.apply(online(DEVICE, NORTH), 7);
        directory.apply(online(DEVICE, SOUTH), 8);

        directory.apply(offline(NORTH, 7), 9);

        assertThat(directory.find(DEVICE)).map(LiveSession::edge).contains(SOUTH);
        assertThat(opened).containsExactly(7L, 8L);
        assertThat(ended).isEmpty();
    }

    @Tag("R21")
    @Test
    void endsNothingByAnOfflineRecordWithoutAnEpoch() {
        directory.apply(online(DEVICE, NORTH), 0);

        directory.apply(offline(NORTH, -1), 1);

        assertThat(directory.find(DEVICE)).isPresent();
    }

    @Test
    void ignoresAnOfflineRecordOfADeviceItDoesNotKnow() {
        directory.apply(offline(NORTH, 7), 8);

        assertThat(directory.find(DEVICE)).isEmpty();
    }

    @Test
    void tellsWhatOneEdgeHolds() {
        directory.apply(online(DEVICE, NORTH), 7);
        directory.apply(online(OTHER, SOUTH), 8);

        assertThat(directory.heldBy(NORTH)).containsOnlyKeys(DEVICE);
        directory.apply(online(DEVICE, SOUTH), 9);
        assertThat(directory.heldBy(NORTH)).isEmpty();
        assertThat(directory.heldBy(SOUTH)).containsOnlyKeys(DEVICE, OTHER);
    }

    @Test
    void hasNoProblem() {
        assertThat(directory.problem()).isEmpty();
    }

    private static SessionRecord online(DeviceId device, EdgeId edge) {
        return new SessionRecord.Online(device, PRODUCT, edge, Instant.EPOCH, "10.0.0.1");
    }

    private static SessionRecord offline(EdgeId edge, long epoch) {
        return new SessionRecord.Offline(DEVICE, PRODUCT, edge, epoch, Instant.EPOCH, "cut");
    }
}
