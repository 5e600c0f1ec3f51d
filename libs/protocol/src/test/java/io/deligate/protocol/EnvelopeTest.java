package io.deligate.protocol;

import static io.deligate.protocol.Messages.DEVICE;
import static io.deligate.protocol.Messages.envelope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    @Tag("R63")
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"from\":null", ",\"from\":\"\"", ",\"from\":\"DL3785W_1234567890\""})
    void takesTheSenderFromTheSession(String from) throws DeviceFault {
        Envelope envelope = envelope("{\"action\":100" + from + "}");
        assertThatCode(() -> envelope.checkSender(DEVICE)).doesNotThrowAnyException();
    }

    @Tag("R64")
    @ParameterizedTest
    @ValueSource(strings = {"DL3785W_1234567891", "system", "2001", " ", "dl3785w_1234567890", "DL3785W_1234567890 "})
    void refusesAnotherSender(String from) throws DeviceFault {
        Envelope envelope =
                envelope("{\"mid\":1,\"action\":300,\"from\":\"" + from + "\",\"data\":{\"cmd\":\"checkin\"}}");

        DeviceFault fault = catchThrowableOfType(DeviceFault.class, () -> envelope.checkSender(DEVICE));

        assertThat(fault.code()).isEqualTo(ReplyCode.NOT_PERMITTED);
        assertThat(fault.mid()).isEqualTo(new Mid.Number(1));
        assertThat(fault.action()).isEqualTo(300);
        assertThat(fault.cmd()).isEqualTo("checkin");
        assertThat(fault.getMessage()).as("no echo of what was sent").doesNotContain(from + "\"");
    }

    @Tag("R65")
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"to\":null", ",\"to\":\"\"", ",\"to\":\"system\""})
    void takesFourWaysToAddressThePlatform(String to) throws DeviceFault {
        Envelope envelope = envelope("{\"action\":100" + to + "}");
        assertThatCode(envelope::checkAddressedToPlatform).doesNotThrowAnyException();
    }

    @Tag("R65")
    @ParameterizedTest
    @ValueSource(strings = {"\"2001\"", "2001", "\"System\"", "\"DL3785W_1234567890\"", "\" \""})
    void refusesAnyOtherReceiverOfARequest(String to) throws DeviceFault {
        Envelope envelope = envelope("{\"mid\":\"m\",\"action\":102,\"to\":" + to + "}");

        DeviceFault fault = catchThrowableOfType(DeviceFault.class, envelope::checkAddressedToPlatform);

        assertThat(fault.code()).isEqualTo(ReplyCode.NO_TARGET);
        assertThat(fault.action()).isEqualTo(102);
        assertThat(fault.mid()).isEqualTo(new Mid.Text("m"));
    }

    @Tag("R58")
    @Test
    void refusesAPayloadOverTheLimitOfItsFamily() throws DeviceFault {
        Envelope envelope = envelope("{\"mid\":\"m\",\"action\":100}");
        assertThatCode(() -> envelope.checkSize(24)).doesNotThrowAnyException();

        DeviceFault fault = catchThrowableOfType(DeviceFault.class, () -> envelope.checkSize(23));

        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isEqualTo(100);
        assertThat(fault.undecodable()).isFalse();
        assertThat(fault).hasMessage("payload: 24 bytes (expected: at most 23)");
    }

    @Tag("R69")
    @Test
    void faultsCarryNoStackTraceAndAShortMessage() throws DeviceFault {
        DeviceFault fault = envelope("{\"action\":100}").fault(ReplyCode.INTERNAL, "x".repeat(255) + "😀");

        assertThat(fault.getStackTrace()).isEmpty();
        assertThat(fault.getMessage()).as("cut before half a character").isEqualTo("x".repeat(255));
        assertThat(envelope("{\"action\":100}").fault(ReplyCode.LOCKED)).hasMessage("device is locked");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"data\":null",
                ",\"data\":{}",
                ",\"data\":{\"cmd\":7}",
                ",\"data\":{\"cmd\":\"a\",\"cmd\":null}"
            })
    void faultsOfAMessageWithoutReadableCommandHaveNone(String data) throws DeviceFault {
        assertThat(envelope("{\"action\":300" + data + "}")
                        .fault(ReplyCode.LOCKED)
                        .cmd())
                .isNull();
    }

    @Test
    void faultsOfRequestsHaveNoCommand() throws DeviceFault {
        assertThat(envelope("{\"action\":101,\"data\":{\"cmd\":\"x\"}}")
                        .fault(ReplyCode.LOCKED)
                        .cmd())
                .isNull();
    }
}
