package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SendWindowTest {
    private final List<Integer> packetIds = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final Map<String, DownlinkOutcome> outcomes = new LinkedHashMap<>();
    private final SendWindow window = new SendWindow(
            (packetId, payload) -> {
                packetIds.add(packetId);
                written.add(new String(payload, StandardCharsets.UTF_8));
            },
            SendLimits.defaults());

    private record Message(String name, Map<String, DownlinkOutcome> outcomes) implements Downlink {
        @Override
        public byte[] payload() {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void written() {}

        @Override
        public void settled(DownlinkOutcome outcome) {
            assertThat(outcomes.put(name, outcome))
                    .as("a second outcome of %s", name)
                    .isNull();
        }
    }

    private void send(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> window.send(new Message("m" + number, outcomes)));
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
        assertThat(outcomes.values()).containsOnly(DownlinkOutcome.REJECTED);
    }

    @Test
    @Tag("R45")
    void eachAcknowledgementLetsTheNextOut() {
        send(1, 25);
        window.acknowledged(packetIds.get(3));
        window.acknowledged(packetIds.get(0));
        assertThat(written).isEqualTo(names(1, 22));
        assertThat(outcomes)
                .containsExactly(
                        Map.entry("m4", DownlinkOutcome.DELIVERED), Map.entry("m1", DownlinkOutcome.DELIVERED));
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
            window.send(new Message("w" + i, outcomes));
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
        assertThat(outcomes.get("m1")).isEqualTo(DownlinkOutcome.DELIVERED);
        assertThat(names(2, 32))
                .allSatisfy(name -> assertThat(outcomes.get(name)).isEqualTo(DownlinkOutcome.OFFLINE));
        assertThat(written).isEqualTo(names(1, 21));
    }
}
