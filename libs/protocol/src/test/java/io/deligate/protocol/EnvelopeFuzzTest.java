package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Coverage-guided fuzzing of the reader. An ordinary build only runs the seeds under {@code EnvelopeFuzzTestInputs};
 * {@code JAZZER_FUZZ=1 mvn -f libs/protocol/pom.xml test -Dtest=EnvelopeFuzzTest#readsOrRefuses} searches for new ones.
 */
class EnvelopeFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] payload) {
        try {
            Envelope envelope = EnvelopeReader.read(payload);
            assertThat(FromDevice.of(envelope)).isNotNull();
            RawJson data = envelope.data();
            if (data != null) {
                assertThat(data.text()).startsWith("{").endsWith("}");
            }
        } catch (DeviceFault fault) {
            byte[] reply = MessageWriter.write(ToDevice.refusal(fault, Messages.DEVICE), Messages.NOW);
            assertThat(reply).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "5m")
    void readsOrRefusesRecordsOfApps(byte[] value) {
        try {
            assertThat(FromApp.read(value)).isNotNull();
        } catch (AppFault fault) {
            byte[] receipt = MessageWriter.write(Receipt.of(fault, Messages.APP), Messages.NOW);
            assertThat(receipt).isNotEmpty();
        }
    }
}
