package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReleasesCodecTest {
    private static final String GOLDEN =
            "{\"type\":\"KQ\",\"product\":\"DL3785W\",\"revision\":1,\"valid_until\":1772359230000,"
                    + "\"versions\":{\"1.0\":1,\"2.0\":2,\"3.0\":3},\"rollouts\":[{\"rollout_id\":\"r-2\",\"revision\":1,"
                    + "\"seed\":\"seed-2\",\"firmware_id\":\"f-2\",\"version\":\"2.0\",\"release_seq\":2,"
                    + "\"upgrade_type\":\"normal\","
                    + "\"file_path\":\"http://127.0.0.1:8081/firmware/f-2/file.bin?rollout=r-2\","
                    + "\"checksum\":\"0123456789abcdef0123456789abcdef\",\"size\":1000000,"
                    + "\"schedule\":[[0,100],[60000,10000]],\"state\":{\"name\":\"running\",\"anchor\":1772359200000},"
                    + "\"canary\":[\"SN1\",\"SN2\"],\"exclude\":[\"SN9\"],\"min_version\":\"1.0\","
                    + "\"unknown_version\":\"released-to-all\",\"window_s\":7200,\"rate_per_edge\":0}]}";

    private static ModelReleases releases() {
        Audience audience = new Audience(Set.of("SN2", "SN1"), Set.of("SN9"), "1.0", UnknownVersion.RELEASED_TO_ALL);
        return Rollouts.validUntil(
                Rollouts.START.plusSeconds(30),
                Rollouts.rollout(
                        2,
                        Schedule.ramp(100, 10_000, Duration.ofMinutes(1)),
                        new RolloutState.Running(Rollouts.START),
                        audience));
    }

    @Test
    void writesTheSameBytesForEver() {
        assertThat(new String(ReleasesCodec.write(releases()), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    @Test
    void readsWhatItDoesNotKnow() {
        String more = GOLDEN.replaceFirst("\\{", "{\"later\":{\"a\":[1.5,null,true]},");

        assertThat(ReleasesCodec.read(more.getBytes(StandardCharsets.UTF_8))).isEqualTo(releases());
    }

    @Test
    void refusesWhatItCannotMean() {
        assertRefused("{", "record: broken (expected: one JSON object)");
        assertRefused("[]", "record: bad value (expected: an object)");
        assertRefused(GOLDEN.replace("\"running\"", "\"asleep\""), "state: bad value (expected: running, ");
        assertRefused(GOLDEN.replace("[0,100]", "[0]"), "schedule: bad value (expected: pairs of ms and share)");
        assertRefused(GOLDEN.replace("\"revision\":1,\"valid", "\"revision\":\"1\",\"valid"), "revision: bad value");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> ReleasesCodec.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
