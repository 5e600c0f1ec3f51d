package io.deligate.registryservice.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.SessionRecord;
import io.deligate.streams.topic.EdgeId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionBatchTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_0001");
    private static final ProductModel MODEL = new ProductModel("DL3785W");
    private static final Instant T1 = Instant.ofEpochSecond(1_000);
    private static final Instant T2 = Instant.ofEpochSecond(2_000);
    private static final Instant T3 = Instant.ofEpochSecond(3_000);

    private final SessionBatch batch = new SessionBatch();

    @Test
    void oneConnectIsOneChange() {
        batch.add(online("edge-1", T1), 10);
        assertThat(batch.changes()).containsExactly(SessionChange.first(DEVICE, MODEL, "edge-1", 10, T1, false));
    }

    @Test
    void remembersTheConnectBeforeTheNewestOne() {
        batch.add(online("edge-1", T1), 10);
        batch.add(online("edge-2", T2), 11);
        batch.add(online("edge-1", T3), 15);
        assertThat(batch.changes()).containsExactly(new SessionChange(DEVICE, MODEL, "edge-1", 15, T3, false, 11, T2));
    }

    @Test
    void anEndCountsOnlyForTheNewestSession() {
        batch.add(online("edge-1", T1), 10);
        batch.add(online("edge-2", T2), 11);
        batch.add(offline(10, T3), 12);
        assertThat(batch.changes())
                .singleElement()
                .extracting(SessionChange::ended)
                .isEqualTo(false);
        batch.add(offline(11, T3), 13);
        assertThat(batch.changes()).containsExactly(new SessionChange(DEVICE, MODEL, "edge-2", 11, T2, true, 10, T1));
    }

    @Test
    void anEndWithoutItsBeginningStandsForTheSession() {
        batch.add(offline(10, T1), 12);
        assertThat(batch.changes()).containsExactly(SessionChange.first(DEVICE, MODEL, "edge-1", 10, T1, true));
    }

    @Test
    void aRecordOutOfOrderMovesNothingBack() {
        batch.add(online("edge-2", T2), 11);
        batch.add(online("edge-1", T1), 10);
        assertThat(batch.changes()).containsExactly(SessionChange.first(DEVICE, MODEL, "edge-2", 11, T2, false));
    }

    private static SessionRecord online(String edge, Instant time) {
        return new SessionRecord.Online(DEVICE, MODEL, new EdgeId(edge), time, "192.0.2.1");
    }

    private static SessionRecord offline(long epoch, Instant time) {
        return new SessionRecord.Offline(DEVICE, MODEL, new EdgeId("edge-1"), epoch, time, "closed");
    }
}
