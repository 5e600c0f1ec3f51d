package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.streams.session.KeptSubscriptions;
import io.deligate.streams.session.LiveSession;
import io.deligate.streams.topic.EdgeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R27")
class KeptSessionsTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final KeptSubscriptions TYPE = new KeptSubscriptions(1, -1);
    private static final KeptSubscriptions MODEL = new KeptSubscriptions(-1, 0);

    private final KeptSessions kept = new KeptSessions(Clock.fixed(NOW, ZoneOffset.UTC));

    private Optional<KeptSubscriptions> found() {
        return kept.find(DEVICE, Optional.empty(), Optional.empty());
    }

    private Optional<KeptSubscriptions> foundBeside(long epoch, @Nullable KeptSubscriptions ofLive) {
        var live = new LiveSession(new EdgeId("south"), epoch, new ProductModel("DL3785W"), NOW, ofLive);
        return kept.find(DEVICE, Optional.empty(), Optional.of(live));
    }

    private static long hoursAgo(int hours) {
        return NOW.minus(Duration.ofHours(hours)).toEpochMilli();
    }

    private static Unacknowledged message(int bytes) {
        return new Unacknowledged(1, "device", new byte[bytes]);
    }

    @Test
    void theSessionThatEndedLastIsFoundForADay() {
        assertThat(found()).isEmpty();
        kept.ended(DEVICE, 7, TYPE, hoursAgo(23));
        assertThat(found()).contains(TYPE);
        kept.ended(DEVICE, 6, MODEL, hoursAgo(1));
        assertThat(found()).contains(TYPE);
        kept.ended(DEVICE, 8, MODEL, hoursAgo(25));
        assertThat(found()).contains(TYPE);
        kept.ended(DEVICE, 9, MODEL, hoursAgo(1));
        assertThat(found()).contains(MODEL);
    }

    @Test
    void aCleanSessionLeavesNothingOfTheOnesBeforeIt() {
        kept.ended(DEVICE, 7, TYPE, hoursAgo(1));
        kept.forget(DEVICE, 6);
        assertThat(found()).contains(TYPE);
        kept.forget(DEVICE, 8);
        assertThat(found()).isEmpty();
    }

    @Test
    void ofASessionThatLivesElsewhereOnlyWhatItBeganWithIsKnown() {
        kept.ended(DEVICE, 7, TYPE, hoursAgo(1));
        assertThat(foundBeside(8, MODEL)).contains(MODEL);
        assertThat(foundBeside(8, KeptSubscriptions.NONE)).isEmpty();
        assertThat(foundBeside(8, null)).isEmpty();
        assertThat(foundBeside(7, MODEL)).contains(TYPE);
    }

    @Test
    @Tag("R46")
    void messagesAreKeptUntilTheyAreTakenOrForgottenAndTheirMemoryIsCounted() {
        Unacknowledged message = message(100);
        assertThat(kept.reserve(message.payload())).isTrue();
        kept.left(DEVICE, 7, TYPE, List.of(message));
        kept.ended(DEVICE, 7, TYPE, hoursAgo(0));
        assertThat(kept.bytes()).isEqualTo(100);
        List<Unacknowledged> taken = kept.take(DEVICE);
        assertThat(taken).containsExactly(message);
        assertThat(kept.take(DEVICE)).isEmpty();
        kept.left(DEVICE, 8, TYPE, taken);
        assertThat(kept.reserve(message.payload())).isTrue();
        kept.left(DEVICE, 7, MODEL, List.of(message));
        assertThat(found()).contains(TYPE);
        assertThat(kept.bytes()).isEqualTo(100);
        kept.forget(DEVICE, 8);
        assertThat(kept.bytes()).isZero();
    }

    @Test
    @Tag("R46")
    void beyondItsMemoryNothingMoreIsKept() {
        assertThat(kept.reserve(new byte[16 << 20])).isTrue();
        assertThat(kept.reserve(new byte[1])).isFalse();
        kept.release(new byte[16 << 20]);
        assertThat(kept.reserve(new byte[1])).isTrue();
    }

    @Test
    void thePurgeForgetsWhatIsOld() {
        var clock = new Object() {
            private Instant now = NOW;
        };
        KeptSessions aging = new KeptSessions(new Clock() {
            @Override
            public Instant instant() {
                return clock.now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        Unacknowledged message = message(50);
        assertThat(aging.reserve(message.payload())).isTrue();
        aging.left(DEVICE, 7, TYPE, List.of(message));
        aging.purge();
        assertThat(aging.bytes()).isEqualTo(50);
        clock.now = NOW.plus(Duration.ofHours(25));
        assertThat(aging.find(DEVICE, Optional.empty(), Optional.empty())).isEmpty();
        aging.purge();
        assertThat(aging.bytes()).isZero();
    }
}
