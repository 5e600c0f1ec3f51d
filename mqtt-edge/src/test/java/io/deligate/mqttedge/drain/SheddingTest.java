package io.deligate.mqttedge.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.registryview.EdgeNotice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheddingTest {
    private static final SheddingConfig CONFIG = new SheddingConfig(true, 0.2, 100, 10);

    private static EdgeNotice edge(String id, int connections, boolean ready) {
        return new EdgeNotice(id, List.of(), List.of(), connections, ready);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 400", // mean 500, tolerated 600
        "1000, 1000, 0",
        "1200, 1000, 0",
        "150, 0, 0", // 60 above what is tolerated: not worth a reconnect
        "0, 1000, 0"
    })
    void givesAwayWhatIsFarAboveTheMeanOfTwo(int own, int other, int excess) {
        List<EdgeNotice> ready = List.of(edge("a", own, true), edge("b", other, true));
        assertThat(Shedding.excess("a", own, ready, CONFIG)).isEqualTo(excess);
    }

    @Test
    void givesNothingAwayWhenNobodyElseCanTakeIt() {
        assertThat(Shedding.excess("a", 5_000, List.of(edge("a", 5_000, true)), CONFIG))
                .isZero();
    }

    @Test
    void givesNothingAwayWhileItIsNotListedItself() {
        assertThat(Shedding.excess("a", 5_000, List.of(edge("b", 0, true), edge("c", 0, true)), CONFIG))
                .isZero();
        assertThat(Shedding.excess("a", 5_000, List.of(edge("a", 5_000, false), edge("b", 0, false)), CONFIG))
                .isZero();
    }
}
