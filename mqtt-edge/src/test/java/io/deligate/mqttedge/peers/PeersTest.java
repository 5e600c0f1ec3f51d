package io.deligate.mqttedge.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.topic.EdgeId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
    private static final EdgeId NORTH = new EdgeId("north");
    private static final EdgeId SOUTH = new EdgeId("south");
    private static final EdgeId WEST = new EdgeId("west");

    private final Peers north = new Peers(NORTH, "n1");
    private final Peers south = new Peers(SOUTH, "s1");
    private long offset;

    /** What both read. */
    private void pulse(EdgeId edge, String life, long since) {
        Pulse pulse = new Pulse(edge, life, since);
        assertThat(north.heard(pulse, offset)).isEqualTo(edge.equals(NORTH) && life.equals("n1"));
        assertThat(south.heard(pulse, offset)).isEqualTo(edge.equals(SOUTH) && life.equals("s1"));
        offset++;
    }

    private void north(int times) {
        for (int i = 0; i < times; i++) {
            pulse(NORTH, "n1", north.since());
        }
    }

    private void south(int times) {
        for (int i = 0; i < times; i++) {
            pulse(SOUTH, "s1", south.since());
        }
    }

    @Test
    void anEdgeIsLostWhenThePatienceIsOver() {
        pulse(WEST, "w1", Pulse.FIRST);
        north(Peers.PATIENCE);
        assertThat(north.lost()).isEmpty();
        north(1);
        assertThat(north.lost()).containsExactly(WEST);
    }

    @Test
    void anEdgeThatIsHeardAgainIsNotLost() {
        pulse(WEST, "w1", Pulse.FIRST);
        north(Peers.PATIENCE + 1);
        pulse(WEST, "w1", 0);
        assertThat(north.lost()).isEmpty();
        north(Peers.PATIENCE + 1);
        assertThat(north.lost()).containsExactly(WEST);
    }

    @Test
    void theEldestOfThoseThatAreHeardLooksAfterTheLost() {
        pulse(WEST, "w1", Pulse.FIRST);
        for (int i = 0; i <= Peers.PATIENCE; i++) {
            south(1);
            north(1);
        }
        assertThat(south.lost()).containsExactly(WEST);
        assertThat(north.lost()).isEmpty();
        assertThat(south.since()).isLessThan(north.since());
    }

    @Test
    void theNextEldestTakesOverWhenTheEldestIsLostToo() {
        pulse(WEST, "w1", Pulse.FIRST);
        south(1);
        north(Peers.PATIENCE + 1);
        assertThat(north.lost()).containsExactlyInAnyOrder(WEST, SOUTH);
    }

    @Test
    void aNewLifeIsAYoungOne() {
        south(1);
        north(1);
        pulse(SOUTH, "s2", Pulse.FIRST);
        pulse(WEST, "w1", Pulse.FIRST);
        north(Peers.PATIENCE);
        pulse(SOUTH, "s2", 2);
        north(1);
        assertThat(north.lost()).containsExactly(WEST);
    }

    @Test
    void whileNothingOfItsOwnPassesNobodyIsLost() {
        north(1);
        pulse(WEST, "w1", Pulse.FIRST);
        south(50);
        assertThat(north.lost()).isEmpty();
    }

    @Test
    void aLifeThatWasNeverHeardLooksAfterNobody() {
        pulse(WEST, "w1", Pulse.FIRST);
        pulse(NORTH, "an older life", Pulse.FIRST);
        assertThat(north.lost()).isEmpty();
    }

    @Test
    void whoIsLostForLongIsForgotten() {
        pulse(WEST, "w1", Pulse.FIRST);
        north(Peers.FORGOTTEN);
        assertThat(north.lost()).containsExactly(WEST);
        north(1);
        assertThat(north.lost()).isEmpty();
    }

    @Test
    void aPulseIsReadAsWritten() {
        Pulse pulse = new Pulse(WEST, "w1", 12);
        assertThat(Pulse.read(pulse.toValue())).contains(pulse);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"edge\":\"e\",\"life\":\"l\"}",
                "{\"edge\":\"\",\"life\":\"l\",\"since\":1}",
                "{\"edge\":1,\"life\":\"l\",\"since\":1}"
            })
    void whatIsNoPulseIsSkipped(String garbage) {
        assertThat(Pulse.read(garbage.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
