package io.deligate.registryservice.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.registryservice.intake.IntakeRecord.AlarmRaised;
import io.deligate.registryservice.intake.IntakeRecord.Refused;
import io.deligate.registryservice.intake.IntakeRecord.Reported;
import io.deligate.registryservice.intake.IntakeRecord.UnbindAsked;
import io.deligate.streams.consume.UnprocessableRecordException;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeReaderTest {
    @Test
    void tellsTheKindsApart() {
        assertThat(IntakeReader.read(Records.report("D_1", "n"))).isInstanceOf(Reported.class);
        assertThat(IntakeReader.read(Records.unbind("D_1"))).isInstanceOf(UnbindAsked.class);
        assertThat(IntakeReader.read(Records.alarm("D_1", 7))).isInstanceOf(AlarmRaised.class);
        assertThat(IntakeReader.read(Records.refusal("D_1"))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "D_1  | rubbish                          | value:",
                "D_1  | {\"action\":105,\"data\":{}}     | code",
                "D_1  | {\"action\":100}                 | action: 100",
                "a/b  | {\"action\":104}                 | key:"
            })
    void saysWhyItCannotReadTheOthers(String device, String value, String reason) {
        assertThatThrownBy(() -> IntakeReader.read(Records.record(device, value)))
                .isInstanceOf(UnprocessableRecordException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void believesNoRefusalUnderAnotherDevicesKey() {
        ConsumerRecord<byte[], byte[]> right = Records.refusal("D_1");
        var wrong = new ConsumerRecord<>(
                "t.registry", 3, 1, Objects.requireNonNull(Records.unbind("D_2").key()), right.value());
        right.headers().forEach(wrong.headers()::add);

        assertThatThrownBy(() -> IntakeReader.read(wrong)).isInstanceOf(UnprocessableRecordException.class);
    }
}
