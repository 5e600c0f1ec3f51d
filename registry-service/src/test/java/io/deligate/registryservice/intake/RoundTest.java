package io.deligate.registryservice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RoundTest {
    private static List<Round> rounds(List<ConsumerRecord<byte[], byte[]>> records) {
        return Round.of(records.stream().map(IntakeReader::read).toList());
    }

    @Test
    void manyDevicesAreOneRound() {
        List<Round> rounds = rounds(List.of(
                Records.alarm("A", 1),
                Records.report("A", "n"),
                Records.unbind("B"),
                Records.refusal("A"),
                Records.alarm("C", 1),
                Records.unbind("C")));

        assertThat(rounds).singleElement().satisfies(round -> {
            assertThat(round.reports()).hasSize(1);
            assertThat(round.alarms()).hasSize(2);
            assertThat(round.refusals()).hasSize(1);
            assertThat(round.unbinds()).hasSize(2);
        });
    }

    @Test
    void whatComesBehindAnUnbindOfItsDeviceWaitsForTheNextRound() {
        List<Round> rounds = rounds(List.of(
                Records.alarm("A", 1),
                Records.unbind("A"),
                Records.unbind("A"),
                Records.alarm("A", 2),
                Records.report("A", "n"),
                Records.alarm("B", 3),
                Records.unbind("A"),
                Records.refusal("A")));

        assertThat(rounds).hasSize(3);
        assertThat(rounds.get(0).alarms())
                .extracting(alarm -> alarm.alarm().code())
                .containsExactly(1L, 3L);
        assertThat(rounds.get(0).unbinds()).hasSize(2);
        assertThat(rounds.get(1).alarms())
                .extracting(alarm -> alarm.alarm().code())
                .containsExactly(2L);
        assertThat(rounds.get(1).reports()).hasSize(1);
        assertThat(rounds.get(1).unbinds()).hasSize(1);
        assertThat(rounds.get(2).refusals()).hasSize(1);
    }

    @Test
    void nothingIsNoRound() {
        assertThat(rounds(List.of())).isEmpty();
    }
}
