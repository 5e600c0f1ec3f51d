package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RecordCacheTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final Deque<CompletableFuture<byte @Nullable []>> asked = new ArrayDeque<>();
    private final ViewLimits limits = new ViewLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            10,
            10);
    private final RecordCache<String> cache = cache(Duration.ofSeconds(5));

    @AfterEach
    void close() throws Exception {
        var unused = vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void asksOnceForWhatManyWantAtOnce() throws Exception {
        Future<Optional<String>> one = cache.get("k");
        Future<Optional<String>> other = cache.get("k");
        answer("v");
        assertThat(result(one)).contains("v");
        assertThat(result(other)).contains("v");
        assertThat(asked).isEmpty();
    }

    @Test
    void answersFromMemoryWhileFresh() throws Exception {
        load("v");
        pass(Duration.ofSeconds(59));
        assertThat(cache.get("k").result()).contains("v");
    }

    @Test
    void asksAgainWhenNoLongerFresh() throws Exception {
        load("v");
        pass(Duration.ofSeconds(61));
        Future<Optional<String>> next = cache.get("k");
        answer("w");
        assertThat(result(next)).contains("w");
    }

    @Test
    void asksAgainAfterAChange() throws Exception {
        load("v");
        cache.outdated("k");
        Future<Optional<String>> next = cache.get("k");
        answer("w");
        assertThat(result(next)).contains("w");
    }

    @Test
    void asksAgainForWhatWasAskedForLongerAgoThanWanted() throws Exception {
        load("v");
        pass(Duration.ofMillis(101));
        Future<Optional<String>> next = cache.get("k", Duration.ofMillis(100));
        answer("w");
        assertThat(result(next)).contains("w");

        pass(Duration.ofMillis(99));
        assertThat(cache.get("k", Duration.ofMillis(100)).result()).contains("w");
    }

    @Test
    void asksOnceForWhatManyWantAsItIsNow() throws Exception {
        load("v");
        pass(Duration.ofSeconds(1));
        Future<Optional<String>> one = cache.get("k", Duration.ofMillis(100));
        Future<Optional<String>> other = cache.get("k", Duration.ofMillis(100));
        answer("w");
        assertThat(result(one)).contains("w");
        assertThat(result(other)).contains("w");
        assertThat(cache.get("k").result()).contains("w");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatFailedAMomentAgoIsNotAskedAgainHoweverNewItIsWanted() throws Exception {
        loadAndFail();

        pass(Duration.ofMillis(500));
        assertThat(cache.get("k", Duration.ofMillis(100)).result()).contains("v");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatFailedHalfASecondAgoIsAskedAgainByThoseAloneWhoWantItNew() throws Exception {
        loadAndFail();

        pass(Duration.ofMillis(601));
        assertThat(cache.get("k").result()).contains("v");
        assertThat(asked).isEmpty();
        Future<Optional<String>> now = cache.get("k", Duration.ofMillis(100));
        answer("w");
        assertThat(result(now)).contains("w");
    }

    private void loadAndFail() throws Exception {
        load("v");
        pass(Duration.ofSeconds(1));
        Future<Optional<String>> first = cache.get("k", Duration.ofMillis(100));
        asked.remove().completeExceptionally(new IllegalStateException("no registry"));
        assertThat(result(first)).contains("v");
    }

    @Test
    void neverKeepsWhatWasReadBeforeAChange() throws Exception {
        Future<Optional<String>> before = cache.get("k");
        cache.outdated("k");
        Future<Optional<String>> after = cache.get("k");
        answer("old");
        answer("new");
        assertThat(result(before)).contains("old");
        assertThat(result(after)).contains("new");
        assertThat(cache.get("k").result()).contains("new");
    }

    @Test
    void neverKeepsWhatWasReadBeforeAChangeEvenWhenItArrivesLast() throws Exception {
        Future<Optional<String>> before = cache.get("k");
        CompletableFuture<byte @Nullable []> slow = asked.remove();
        cache.outdated("k");
        Future<Optional<String>> after = cache.get("k");
        answer("new");
        assertThat(result(after)).contains("new");
        slow.complete(bytes("old"));
        assertThat(result(before)).contains("old");
        assertThat(cache.get("k").result()).contains("new");
    }

    @Test
    void remembersForAMomentThatThereIsNone() throws Exception {
        Future<Optional<String>> first = cache.get("k");
        asked.remove().complete(null);
        assertThat(result(first)).isEmpty();
        assertThat(cache.get("k").result()).isEmpty();
        pass(Duration.ofSeconds(6));
        Future<Optional<String>> next = cache.get("k");
        answer("v");
        assertThat(result(next)).contains("v");
    }

    @Test
    void asksEachTimeForWhatMayAppearAnyMoment() throws Exception {
        RecordCache<String> devices = cache(Duration.ZERO);
        Future<Optional<String>> first = devices.get("k");
        asked.remove().complete(null);
        assertThat(result(first)).isEmpty();
        Future<Optional<String>> next = devices.get("k");
        answer("v");
        assertThat(result(next)).contains("v");
    }

    @Test
    @Tag("R94")
    void goesOnWithWhatIsKnownWhenTheRegistryFails() throws Exception {
        load("v");
        pass(Duration.ofSeconds(61));
        Future<Optional<String>> next = cache.get("k");
        asked.remove().completeExceptionally(new IllegalStateException("gone"));
        assertThat(result(next)).contains("v");
        assertThat(cache.get("k").result()).as("not asked again for a moment").contains("v");
    }

    @Test
    @Tag("R94")
    void goesOnWithWhatIsKnownWhenTheRegistryIsSilent() throws Exception {
        load("v");
        cache.outdated("k");
        assertThat(result(cache.get("k"))).contains("v");
    }

    @Test
    void doesNotGoOnForEver() throws Exception {
        load("v");
        pass(Duration.ofMinutes(61));
        Future<Optional<String>> next = cache.get("k");
        asked.remove().completeExceptionally(new IllegalStateException("gone"));
        assertThat(failure(next)).isInstanceOf(RegistryUnavailable.class);
    }

    @Test
    void aChangeDuringAnOutageIsAskedForAtOnce() throws Exception {
        load("v");
        pass(Duration.ofSeconds(61));
        Future<Optional<String>> stale = cache.get("k");
        asked.remove().completeExceptionally(new IllegalStateException("gone"));
        assertThat(result(stale)).contains("v");
        cache.outdated("k");
        Future<Optional<String>> next = cache.get("k");
        answer("w");
        assertThat(result(next)).contains("w");
    }

    @Test
    void saysSoWhenNothingIsKnown() throws Exception {
        Future<Optional<String>> next = cache.get("k");
        asked.remove().completeExceptionally(new IllegalStateException("gone"));
        assertThat(failure(next)).isInstanceOf(RegistryUnavailable.class);
    }

    @Test
    void waitsOnlySoLong() throws Exception {
        assertThat(failure(cache.get("k"))).isInstanceOf(RegistryUnavailable.class);
    }

    private RecordCache<String> cache(Duration absent) {
        return new RecordCache<>(
                vertx,
                new RecordCache.Kind<>(
                        "test", this::ask, value -> new String(value, StandardCharsets.UTF_8), 10, absent),
                limits,
                now::get,
                new Reachability());
    }

    private CompletionStage<byte @Nullable []> ask(String key) {
        CompletableFuture<byte @Nullable []> question = new CompletableFuture<>();
        asked.add(question);
        return question;
    }

    private void load(String value) throws Exception {
        Future<Optional<String>> first = cache.get("k");
        answer(value);
        assertThat(result(first)).contains(value);
    }

    private void answer(String value) {
        asked.remove().complete(bytes(value));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) throws Exception {
        return result(future.transform(done -> Future.succeededFuture(done.cause())));
    }
}
