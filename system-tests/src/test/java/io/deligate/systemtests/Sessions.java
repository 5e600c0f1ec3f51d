package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.Await;
import io.deligate.testkit.ledger.TopicScan;
import io.deligate.testkit.load.Fleet;
import io.deligate.testkit.load.FleetPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The sessions of a fleet that has all its devices connected. */
record Sessions(Installation installation, FleetPlan plan, Fleet fleet) {
    /** An edge that was cut off finds its devices gone within one and a half times their keep-alive at the latest. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As many sessions as devices on the edges, and in the books each device where it really is. */
    void assertOneEach() {
        Await.untilAsserted(SETTLED_WITHIN, () -> {
            assertThat(fleet.abandoned()).as("connections left behind").isZero();
            assertThat(installation.connections()).isEqualTo(plan.devices());
            Map<String, String> books = new HashMap<>();
            Map<String, Long> epochs = new HashMap<>();
            TopicScan.of(installation.kafka().bootstrap(), "deli.sessions", record -> apply(record, books, epochs));
            for (int device = 0; device < plan.devices(); device++) {
                assertThat(books).containsEntry(plan.id(device), installation.edgeAt(fleet.portOf(device)));
            }
        });
    }

    private static void apply(
            ConsumerRecord<String, byte[]> record, Map<String, String> books, Map<String, Long> epochs) {
        try {
            JsonNode session = JSON.readTree(record.value());
            if (session.path("status").asText().equals("online")) {
                books.put(record.key(), session.path("edge").asText());
                epochs.put(record.key(), record.offset());
            } else if (Long.valueOf(session.path("epoch").asLong()).equals(epochs.get(record.key()))) {
                books.remove(record.key());
            }
        } catch (java.io.IOException notJson) {
            throw new AssertionError(notJson);
        }
    }
}
