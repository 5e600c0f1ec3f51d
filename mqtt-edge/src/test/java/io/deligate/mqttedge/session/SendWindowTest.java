package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.streams.receipt.ReceiptOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final List<Integer> packetIds = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final Map<String, ReceiptOutcome> outcomes = new LinkedHashMap<>();
    private long now = 1_000;
    private final SendWindow window = new SendWindow(this::publish, SendLimits.defaults(), () -> now, null);
    private final KeptSessions keeper = new KeptSessions(Clock.systemUTC());

    SendWindowTest() {
        window.begin(List.of());
    }

    private void publish(int packetId, String topic, byte[] payload, boolean again) {
        packetIds.add(packetId);
        written.add(new String(payload, StandardCharsets.UTF_8) + (again ? " again" : ""));
    }

    private record Message(String name, Map<String, ReceiptOutcome> outcomes, BooleanSupplier expired)
            implements Downlink {
        Message(String name, Map<String, ReceiptOutcome> outcomes) {
            this(name, outcomes, () -> false);
        }

        @Override
        public boolean isExpired() {
            return expired.getAsBoolean();
        }

        @Override
        public byte[] payload() {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void written() {}

        @Override
        public void settled(ReceiptOutcome outcome) {
            assertThat(outcomes.put(name, outcome))
                    .as("a second outcome of %s", name)
                    .isNull();
        }
    }

    private void send(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> window.send(new Message("m" + number, outcomes), false));
    }

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(number -> "m" + number).collect(Collectors.toList());
    }

    @Test
    @Tag("R45")
    void twentyAreInFlightAHundredWaitAndTheRestIsRejected() {
        send(1, 125);
        assertThat(written).isEqualTo(names(1, 20));
        assertThat(outcomes.keySet()).containsExactlyElementsOf(names(121, 125));
        assertThat(outcomes.values()).containsOnly(ReceiptOutcome.REJECTED);
    }

    @Test
    @Tag("R45")
    void eachAcknowledgementLetsTheNextOut() {
        send(1, 25);
        window.acknowledged(packetIds.get(3));
        window.acknowledged(packetIds.get(0));
        assertThat(written).isEqualTo(names(1, 22));
        assertThat(outcomes)
                .containsExactly(Map.entry("m4", ReceiptOutcome.DELIVERED), Map.entry("m1", ReceiptOutcome.DELIVERED));
    }

    @Test
    void anAcknowledgementOfNothingMeansNothing() {
        send(1, 21);
        int first = packetIds.get(0);
        window.acknowledged(first);
        window.acknowledged(first);
        window.acknowledged(0);
        window.acknowledged(65_535);
        assertThat(written).hasSize(21);
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void packetIdsWrapAroundAndLeaveOutThoseThatAreOpen() {
        send(1, 1);
        int open = packetIds.get(0);
        for (int i = 0; i < 70_000; i++) {
            window.send(new Message("w" + i, outcomes), false);
            int id = packetIds.get(packetIds.size() - 1);
            assertThat(id).isBetween(1, 65_535).isNotEqualTo(open);
            window.acknowledged(id);
        }
        assertThat(packetIds.subList(1, packetIds.size())).contains(65_535, 1 + open);
        assertThat(outcomes).doesNotContainKey("m1");
    }

    @Test
    void closingGivesEachItsOneOutcome() {
        send(1, 30);
        window.acknowledged(packetIds.get(0));
        window.close();
        send(31, 32);
        window.acknowledged(packetIds.get(1));
        window.close();
        assertThat(outcomes).hasSize(32);
        assertThat(outcomes.get("m1")).isEqualTo(ReceiptOutcome.DELIVERED);
        assertThat(names(2, 32))
                .allSatisfy(name -> assertThat(outcomes.get(name)).isEqualTo(ReceiptOutcome.OFFLINE));
        assertThat(written).isEqualTo(names(1, 21));
    }

    @Test
    void aReplyHasAPlaceThoughOtherMessagesHaveNone() {
        send(1, 125);
        for (int i = 0; i < 100; i++) {
            window.send(new Message("reply" + i, outcomes), true);
        }
        assertThat(window.waitingReplies()).isEqualTo(100);
        assertThat(outcomes).hasSize(5);
        for (int i = 0; i < 200; i++) {
            window.acknowledged(packetIds.get(i));
        }
        assertThat(window.waitingReplies()).isZero();
        assertThat(written).hasSize(220).endsWith("reply98", "reply99");
    }

    @Test
    void repliesThatWaitTakeNoPlacesOfOtherMessages() {
        send(1, 20);
        for (int i = 0; i < 100; i++) {
            window.send(new Message("reply" + i, outcomes), true);
        }
        send(21, 121);
        assertThat(outcomes).containsOnlyKeys("m121");
    }

    @Test
    void repliesDoNotGiveUpButADeviceThatKeepsThemWaitingIsStuck() {
        send(1, 20);
        window.send(new Message("reply", outcomes), true);
        send(21, 21);
        pass(30);
        window.expire();
        assertThat(outcomes).doesNotContainKey("reply").containsEntry("m21", ReceiptOutcome.REJECTED);
        assertThat(window.isStuck()).isFalse();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(window.dueIn())).isEqualTo(30);
        pass(30);
        assertThat(window.isStuck()).isTrue();
        window.acknowledged(packetIds.get(0));
        assertThat(window.isStuck()).isFalse();
        assertThat(written).endsWith("reply");
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
        window.expire();
    }

    private List<String> with(ReceiptOutcome outcome) {
        return outcomes.entrySet().stream()
                .filter(each -> each.getValue() == outcome)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    @Tag("R45")
    void whatIsNotAcknowledgedInTimeHasItsOutcomeAndALatePubackIsHarmless() {
        send(1, 2);
        pass(29);
        assertThat(outcomes).isEmpty();
        pass(1);
        assertThat(with(ReceiptOutcome.NOT_ACKNOWLEDGED)).containsExactly("m1", "m2");
        window.acknowledged(packetIds.get(0));
        window.close();
        assertThat(outcomes).hasSize(2);
    }

    @Test
    @Tag("R45")
    void aDeviceThatAcknowledgesNothingForAWholeTimeoutWithAFullWindowGetsNothingMore() {
        send(1, 25);
        pass(30);
        assertThat(with(ReceiptOutcome.NOT_ACKNOWLEDGED)).containsExactlyElementsOf(names(1, 20));
        assertThat(with(ReceiptOutcome.REJECTED)).containsExactlyElementsOf(names(21, 25));
        send(26, 26);
        assertThat(with(ReceiptOutcome.REJECTED)).contains("m26");
        assertThat(window.dueIn()).isNegative();
        window.acknowledged(packetIds.get(7));
        send(27, 28);
        assertThat(written)
                .isEqualTo(
                        Stream.concat(names(1, 20).stream(), Stream.of("m27")).toList());
        pass(30);
        assertThat(outcomes.get("m27")).isEqualTo(ReceiptOutcome.NOT_ACKNOWLEDGED);
        assertThat(outcomes.get("m28")).isEqualTo(ReceiptOutcome.REJECTED);
    }

    @Test
    void whatWaitsForItsTurnForAWholeTimeoutIsRejected() {
        send(1, 20);
        now += TimeUnit.SECONDS.toNanos(10);
        send(21, 22);
        now += TimeUnit.SECONDS.toNanos(10);
        window.acknowledged(packetIds.get(0));
        assertThat(written).isEqualTo(names(1, 21));
        pass(20);
        assertThat(outcomes.get("m22")).isEqualTo(ReceiptOutcome.REJECTED);
        assertThat(outcomes).doesNotContainKey("m21");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(window.dueIn())).isEqualTo(10);
        pass(10);
        assertThat(outcomes.get("m21")).isEqualTo(ReceiptOutcome.NOT_ACKNOWLEDGED);
    }

    @Test
    void whatIsTooLateIsNotSentAndTakesNoPlace() {
        window.send(new Message("late", outcomes, () -> true), false);
        assertThat(outcomes.get("late")).isEqualTo(ReceiptOutcome.EXPIRED);
        send(1, 20);
        long deadline = now + 5;
        window.send(new Message("waits", outcomes, () -> now > deadline), false);
        send(21, 21);
        now += 6;
        window.acknowledged(packetIds.get(0));
        assertThat(outcomes.get("waits")).isEqualTo(ReceiptOutcome.EXPIRED);
        assertThat(written).isEqualTo(names(1, 21));
    }

    /** Whatever the device and the time do. */
    @Test
    @Tag("R45")
    void everyMessageHasExactlyOneOutcomeAndTheOrderHolds() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SendWindowTest run = new SendWindowTest();
            int sent = 0;
            for (int step = 0; step < 400; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> {
                        sent++;
                        run.send(sent, sent);
                    }
                    case 4, 5 -> {
                        if (!run.packetIds.isEmpty()) {
                            run.window.acknowledged(run.packetIds.get(random.nextInt(run.packetIds.size())));
                        }
                    }
                    case 6 -> run.pass(random.nextInt(12));
                    default -> run.window.acknowledged(random.nextInt(70_000));
                }
                long openOnWire = run.written.stream()
                        .filter(name -> !run.outcomes.containsKey(name))
                        .count();
                assertThat(openOnWire).isLessThanOrEqualTo(20);
                assertThat(sent - run.outcomes.size()).isLessThanOrEqualTo(120);
            }
            assertThat(run.written)
                    .as("seed %d", seed)
                    .isSortedAccordingTo((one, other) ->
                            Integer.compare(Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1))));
            for (int wait = 0; wait < 2 && run.window.dueIn() >= 0; wait++) {
                run.pass(30);
            }
            assertThat(run.window.dueIn()).isNegative();
            assertThat(run.outcomes).as("seed %d", seed).hasSize(sent);
        }
    }

    @Test
    @Tag("R46")
    void whatWasNotAcknowledgedGoesOutAgainInOrderBeforeAnythingNew() {
        SendWindow first = new SendWindow(this::publish, SendLimits.defaults(), () -> now, keeper);
        first.begin(List.of());
        for (int number = 1; number <= 22; number++) {
            first.send(new Message("m" + number, outcomes), false);
        }
        first.acknowledged(packetIds.get(1));
        now += TimeUnit.SECONDS.toNanos(30);
        first.expire();
        List<Unacknowledged> left = first.close();
        assertThat(outcomes).hasSize(22);
        assertThat(keeper.bytes()).isPositive();

        List<Integer> before = List.copyOf(packetIds);
        packetIds.clear();
        written.clear();
        SendWindow second = new SendWindow(this::publish, SendLimits.defaults(), () -> now, keeper);
        second.send(new Message("new", outcomes), false);
        assertThat(written).isEmpty();
        second.begin(left);
        assertThat(written).hasSize(20).startsWith("m1 again", "m3 again").endsWith("m20 again", "m21 again");
        assertThat(packetIds.get(0)).isEqualTo(before.get(0));
        assertThat(packetIds.get(1)).isEqualTo(before.get(2));
        List.copyOf(packetIds).forEach(second::acknowledged);
        assertThat(written).hasSize(21).endsWith("new");
        assertThat(packetIds).doesNotHaveDuplicates();
        second.acknowledged(packetIds.get(20));
        assertThat(outcomes).hasSize(23).containsEntry("new", ReceiptOutcome.DELIVERED);
        assertThat(second.close()).isEmpty();
        assertThat(keeper.bytes()).isZero();
    }
}
