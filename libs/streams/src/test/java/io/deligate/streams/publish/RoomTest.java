package io.deligate.streams.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final Room room = new Room(100);
    private final List<String> woken = new ArrayList<>();

    @Test
    void refusesWhatDoesNotFitAndTakesNothingThen() {
        assertThat(room.take(60)).isTrue();
        assertThat(room.take(41)).isFalse();
        assertThat(room.held()).isEqualTo(60);
        assertThat(room.take(40)).isTrue();
    }

    @Test
    void letsPassAloneWhatWouldNeverFit() {
        assertThat(room.take(1_000)).isTrue();
        assertThat(room.take(1)).isFalse();
    }

    @Test
    void wakesWhenHalfIsFree() {
        assertThat(room.take(60)).isTrue();
        assertThat(room.take(40)).isTrue();
        room.whenRoom(() -> woken.add("a"));

        room.free(40);
        assertThat(woken).isEmpty();

        room.free(60);
        assertThat(woken).containsExactly("a");
    }

    @Test
    void wakesAtOnceWhenThereIsRoom() {
        room.whenRoom(() -> woken.add("a"));

        assertThat(woken).containsExactly("a");
    }

    @Test
    void servesFirstWhoCameFirstWhenOneFillsTheRoomAgain() {
        assertThat(room.take(100)).isTrue();
        room.whenRoom(() -> fill("a"));
        room.whenRoom(() -> fill("b"));
        room.whenRoom(() -> fill("c"));

        IntStream.range(0, 4).forEach(round -> room.free(100));

        assertThat(woken).containsExactly("a", "b", "c", "a");
    }

    /** Someone who always wants more: it fills the room and queues for the next time. */
    private void fill(String who) {
        woken.add(who);
        assertThat(room.take(100)).isTrue();
        room.whenRoom(() -> fill(who));
    }

    @Test
    void goesOnBehindATaskThatThrows() {
        assertThat(room.take(100)).isTrue();
        room.whenRoom(() -> {
            throw new IllegalStateException("broken");
        });
        room.whenRoom(() -> woken.add("b"));

        room.free(100);

        assertThat(woken).containsExactly("b");
    }

    @Test
    void forgetsNoWaiterUnderContention() {
        AtomicInteger rounds = new AtomicInteger();
        IntStream.range(0, 20_000).parallel().forEach(i -> takeSoonerOrLater(rounds));

        assertThat(rounds).hasValue(20_000);
        assertThat(room.held()).isZero();
    }

    private void takeSoonerOrLater(AtomicInteger rounds) {
        if (room.take(40)) {
            rounds.incrementAndGet();
            room.free(40);
        } else {
            room.whenRoom(() -> takeSoonerOrLater(rounds));
        }
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
