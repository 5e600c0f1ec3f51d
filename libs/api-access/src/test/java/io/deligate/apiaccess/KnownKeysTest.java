package io.deligate.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private final List<String> stored = new ArrayList<>(List.of("old"));
    private final Deque<Promise<List<String>>> slow = new ArrayDeque<>();
    private int reads;
    private long now;
    private final KnownKeys<String> keys = new KnownKeys<>(this::read, () -> now);
    private boolean isSlow;

    private Future<List<String>> read() {
        reads++;
        if (isSlow) {
            slow.add(Promise.promise());
            return slow.getLast().future();
        }
        return Future.succeededFuture(List.copyOf(stored));
    }

    private Future<Optional<String>> find(String key) {
        now++;
        return keys.find(all -> all.stream().filter(key::equals).findFirst());
    }

    @Test
    void isReadOnceASecondForThoseWhoAreKnown() {
        for (int i = 0; i < 100; i++) {
            assertThat(find("old").result()).hasValue("old");
        }
        assertThat(reads).isEqualTo(1);

        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(find("old").result()).hasValue("old");
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aKeyThatWasMadeJustNowIsFoundAtOnce() {
        assertThat(find("old").result()).hasValue("old");
        stored.add("new");

        assertThat(find("new").result()).hasValue("new");
    }

    @Test
    void aKeyThatWasMadeWhileTheyWereReadIsFoundToo() {
        isSlow = true;
        Future<Optional<String>> before = find("old");
        Future<Optional<String>> after = find("new");
        slow.remove().complete(List.of("old"));
        assertThat(before.result()).hasValue("old");
        assertThat(after.isComplete()).isFalse();

        slow.remove().complete(List.of("old", "new"));

        assertThat(after.result()).hasValue("new");
    }

    @Test
    void guessesHaveThemReadSomeTimesASecondOnly() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(find("guess" + i).result()).isEmpty();
        }

        assertThat(reads).isEqualTo(21);
    }

    @Test
    void aChangeThatIsKnownIsSeenByTheNext() {
        assertThat(find("old").result()).hasValue("old");
        stored.clear();
        keys.forget();

        assertThat(find("old").result()).isEmpty();
    }
}
