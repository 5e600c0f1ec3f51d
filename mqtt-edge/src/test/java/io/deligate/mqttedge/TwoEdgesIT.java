package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens between the edges of one platform. */
@ExtendWith(KafkaExtension.class)
class TwoEdgesIT {
    private static EdgeFixture north;
    private static EdgeFixture south;

    @BeforeAll
    static void startEdges(TestKafka kafka) {
        north = EdgeFixture.start(kafka);
        south = north.neighbour();
        south.startEdge();
    }

    @AfterAll
    static void stopEdges() {
        assertThat(north.unhandled()).isEmpty();
        assertThat(south.unhandled()).isEmpty();
        south.close();
        north.close();
    }

    private static String message(int number) {
        return "{\"mid\":" + number + ",\"action\":301}";
    }

    private static void askNorth(String id, int number, String... more) {
        List<String> headers =
                new ArrayList<>(List.of("deli-receipt", "app-bridge", "deli-message-id", Integer.toString(number)));
        headers.addAll(List.of(more));
        north.down(id, message(number), headers.toArray(String[]::new));
    }

    private static Map<Integer, String> outcomes(String id, int count) {
        Map<Integer, String> outcomes = new TreeMap<>();
        north.receipts(id, count)
                .forEach(receipt -> outcomes.put(
                        Integer.valueOf(EdgeFixture.header(receipt, "deli-message-id")),
                        EdgeFixture.json(receipt).getString("outcome")));
        return outcomes;
    }

    /** Until an edge's directory knows of a session elsewhere, it is right to call the device offline. */
    private static void awaitKnownInTheNorth(String id) {
        Await.until(EdgeFixture.SOON, "a message to reach the south", () -> {
            int before = south.receipts(id, 0).size();
            north.down(id, "{}", "deli-receipt", "probe", "deli-message-id", "0");
            var last = north.receipts(id, before + 1).get(before);
            return EdgeFixture.json(last).getString("outcome").equals("delivered");
        });
    }

    @Test
    void aMessageForADeviceThatHasMovedIsPassedOnOnceAndReportedByTheOtherEdge() {
        String id = north.newId();
        try (FakeDevice device = south.device(id).connect()) {
            awaitKnownInTheNorth(id);
            var receipt = north.receipts(id, 1).stream()
                    .filter(each -> EdgeFixture.json(each).getString("outcome").equals("delivered"))
                    .findFirst()
                    .orElseThrow();
            assertThat(EdgeFixture.json(receipt).getString("edge"))
                    .isEqualTo(south.config().edge().id());
            assertThat(EdgeFixture.header(receipt, "deli-forwarded"))
                    .isEqualTo(north.config().edge().id());
            int before = north.receipts(id, 0).size();
            device.replies().clear();
            for (int number = 1; number <= 30; number++) {
                askNorth(id, number);
            }
            List<String> received = new ArrayList<>();
            for (int number = 1; number <= 30; number++) {
                received.add(device.next(EdgeFixture.SOON).json());
                assertThat(received.get(number - 1)).isEqualTo(message(number));
            }
            assertThat(north.receipts(id, before + 30)).hasSize(before + 30);
        }
    }

    @Test
    void aMessageIsNotPassedOnTwice() {
        String id = north.newId();
        try (FakeDevice device = south.device(id).connect()) {
            awaitKnownInTheNorth(id);
            device.replies().clear();
            int before = north.receipts(id, 0).size();
            askNorth(id, 1, "deli-forwarded", "edge-elsewhere");
            assertThat(EdgeFixture.json(north.receipts(id, before + 1).get(before))
                            .getString("outcome"))
                    .isEqualTo("offline");
            assertThat(device.replies()).isEmpty();
        }
    }

    @Test
    void anOrderToCloseFollowsADeviceThatHasMoved() {
        String id = north.newId();
        try (FakeDevice device = south.device(id).connect()) {
            awaitKnownInTheNorth(id);
            north.down(id, "", "deli-close", "credentials-revoked");
            device.awaitClosed(EdgeFixture.SOON);
            assertThat(south.sessions(id, 2).get(1).getString("reason")).isEqualTo("credentials-revoked");
        }
    }

    @Test
    @Tag("R19")
    @Tag("R113")
    @Tag("R133")
    void whileADeviceMovesEachMessageHasOneOutcomeAndTheOrderHolds() {
        String id = north.newId();
        int many = 1_000;
        try (FakeDevice older = north.device(id).connect();
                FakeDevice bystander = north.connected()) {
            var sender = CompletableFuture.runAsync(() -> {
                for (int number = 1; number < many; number++) {
                    askNorth(id, number);
                }
            });
            assertThat(older.next(EdgeFixture.SOON).json()).isEqualTo(message(1));
            try (FakeDevice newer = south.device(id).connect()) {
                older.awaitClosed(EdgeFixture.SOON);
                sender.join();
                askNorth(id, many);
                Map<Integer, String> outcomes = outcomes(id, many);
                assertThat(outcomes).hasSize(many);
                assertThat(north.receipts(id, many)).as("one receipt each").hasSize(many);
                assertThat(outcomes.values()).isSubsetOf("delivered", "offline", "rejected");
                assertThat(outcomes.get(many)).isEqualTo("delivered");
                List<Integer> toOlder = numbers(older);
                List<Integer> toNewer = numbers(newer);
                assertThat(toOlder).isSorted();
                assertThat(toNewer).isSorted().contains(many);
                assertThat(toOlder).doesNotContainAnyElementsOf(toNewer);
                outcomes.forEach((number, outcome) -> {
                    if (outcome.equals("delivered")) {
                        assertThat(number == 1 || toOlder.contains(number) || toNewer.contains(number))
                                .as("message %d", number)
                                .isTrue();
                    }
                });
            }
            assertThat(bystander.replies()).isEmpty();
        }
    }

    private static List<Integer> numbers(FakeDevice device) {
        return device.replies().stream()
                .map(Received::json)
                .map(json -> Integer.valueOf(json.replaceAll("\\D", " ").strip().split(" +")[0]))
                .toList();
    }
}
