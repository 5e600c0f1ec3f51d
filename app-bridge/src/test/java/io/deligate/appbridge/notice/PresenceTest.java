package io.deligate.appbridge.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final DeviceId DEVICE = new DeviceId("D");
    private static final ProductModel MODEL = new ProductModel("M");
    private static final EdgeId EDGE = new EdgeId("e");

    private final Map<DeviceId, LiveSession> live = new HashMap<>();
    private final Presence presence = new Presence(device -> Optional.ofNullable(live.get(device)));

    @Test
    void tellsABeginningAndItsEndOnce() {
        assertThat(online(1)).contains(true);
        assertThat(offline(1, 2)).contains(false);
        assertThat(offline(1, 3)).isEmpty();
        assertThat(online(4)).contains(true);
    }

    @Test
    void saysNothingOfATakeover() {
        assertThat(online(1)).contains(true);
        assertThat(online(2)).isEmpty();
        assertThat(offline(1, 3)).isEmpty();
        assertThat(offline(2, 4)).contains(false);
    }

    @Test
    void knowsOfATakeoverBeforeItsTime() {
        inDirectory(5);

        assertThat(offline(1, 7)).isEmpty();
        assertThat(offline(3, 8)).isEmpty();
        assertThat(offline(5, 9)).contains(false);
    }

    @Test
    void isNotMisledByADirectoryThatIsAhead() {
        inDirectory(9);

        assertThat(offline(1, 7)).contains(false);
        assertThat(online(9)).contains(true);
    }

    @Test
    void tellsAgainWhatItHasForgotten() {
        assertThat(online(1)).contains(true);
        presence.forget();
        assertThat(online(2)).contains(true);
    }

    private void inDirectory(long epoch) {
        live.put(DEVICE, new LiveSession(EDGE, epoch, MODEL, Instant.EPOCH));
    }

    private Optional<Boolean> online(long offset) {
        return at(new SessionRecord.Online(DEVICE, MODEL, EDGE, Instant.EPOCH, ""), offset);
    }

    private Optional<Boolean> offline(long epoch, long offset) {
        return at(new SessionRecord.Offline(DEVICE, MODEL, EDGE, epoch, Instant.EPOCH, ""), offset);
    }

    private Optional<Boolean> at(SessionRecord record, long offset) {
        Optional<Boolean> news = presence.news(record, offset);
        presence.done(record, offset);
        return news;
    }
}
