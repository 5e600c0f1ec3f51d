package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RoomTest {
    /** Those who wait may fill 70 of it. */
    private final Room room = new Room(80);

    private final List<String> told = new ArrayList<>();

    private final class Named implements Room.Guest {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public void admitted() {
            told.add(name);
        }

        @Override
        public void refused() {
            told.add("not " + name);
        }
    }

    @Test
    void refusesWhatDoesNotFitAndTakesNothingThen() {
        assertThat(room.take(40)).isTrue();
        assertThat(room.take(41)).isFalse();
        assertThat(room.held()).isEqualTo(40);
        assertThat(room.take(40)).isTrue();
    }

    @Test
    void letsPassAloneWhatWouldNeverFit() {
        assertThat(room.take(1_000)).isTrue();
        assertThat(room.take(1)).isFalse();
    }

    @Test
    void leavesAnEighthToThoseThatCannotWait() {
        assertThat(room.takeInTurn(70)).isTrue();
        assertThat(room.takeInTurn(1)).isFalse();
        room.await(1, new Named("a"));
        assertThat(told).isEmpty();

        assertThat(room.take(10)).isTrue();
        assertThat(room.take(1)).isFalse();
    }

    @Test
    @Tag("R142")
    void letsInWhoCameFirstAndTakesItsBytesBeforeItIsTold() {
        assertThat(room.takeInTurn(70)).isTrue();
        room.await(50, new Named("large"));
        room.await(10, new Named("small"));
        room.await(30, new Named("last"));

        room.free(30);
        assertThat(told).isEmpty();
        assertThat(room.takeInTurn(1)).isFalse();

        room.free(20);
        assertThat(told).containsExactly("large");
        assertThat(room.held()).isEqualTo(70);

        room.free(50);
        assertThat(told).containsExactly("large", "small", "last");
        assertThat(room.held()).isEqualTo(60);
    }

    @Test
    void admitsAtOnceWhenThereIsRoom() {
        room.await(70, new Named("a"));

        assertThat(told).containsExactly("a");
    }

    @Test
    void goesOnBehindAGuestThatThrows() {
        assertThat(room.take(70)).isTrue();
        room.await(70, new Room.Guest() {
            @Override
            public void admitted() {
                room.free(70);
                throw new IllegalStateException("broken");
            }

            @Override
            public void refused() {}
        });
        room.await(70, new Named("b"));

        room.free(70);

        assertThat(told).containsExactly("b");
    }

    @Test
    void tellsThoseThatWaitWhenItCloses() {
        assertThat(room.take(70)).isTrue();
        room.await(1, new Named("a"));

        room.close();
        room.await(1, new Named("b"));

        assertThat(told).containsExactly("not a", "not b");
        assertThat(room.held()).isEqualTo(70);
    }

    @Test
    void forgetsNobodyUnderContention() {
        AtomicInteger rounds = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> takeSoonerOrLater(rounds));

        assertThat(rounds).hasValue(20_000);
        assertThat(room.held()).isZero();
    }

    private void takeSoonerOrLater(AtomicInteger rounds) {
        if (room.takeInTurn(40)) {
            rounds.incrementAndGet();
            room.free(40);
            return;
        }
        room.await(40, new Room.Guest() {
            @Override
            public void admitted() {
                rounds.incrementAndGet();
                room.free(40);
            }

            @Override
            public void refused() {}
        });
    }

    @Test
    void isNotStalledWhileNothingWaits() {
        assertThat(room.stalledFor()).isEqualTo(Duration.ZERO);
        assertThat(room.take(1)).isTrue();
        assertThat(room.stalledFor()).isPositive();
        room.free(1);
        assertThat(room.stalledFor()).isEqualTo(Duration.ZERO);
    }
}
