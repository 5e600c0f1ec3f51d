package io.deligate.protocol;

import static io.deligate.protocol.Messages.APP;
import static io.deligate.protocol.Messages.DEVICE;
import static io.deligate.protocol.Messages.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromAppTest {
    @Tag("R127")
    @Test
    void readsTheGoldenFile() throws AppFault {
        FromApp message = FromApp.read(Golden.bytes("app-301-send"));

        assertThat(message.mid()).isEqualTo(new Mid.Text("m-1"));
        assertThat(message.device()).isEqualTo(DEVICE);
        assertThat(message.cmd()).isEqualTo("sync_users");
        assertThat(Messages.text(Golden.bytes("app-301-send")))
                .contains(message.data().text());
    }

    @Tag("R131")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7", "\"7\"", "null"})
    void takesAnyMidOrNone(String mid) throws AppFault {
        FromApp message = FromApp.read(
                utf8("{\"mid\":" + mid + ",\"to\":\"A_1\",\"action\":301,\"data\":{\"cmd\":\"c\",\"x\":1.0}}"));
        assertThat(String.valueOf(message.mid())).isEqualTo(mid.replace("\"", ""));
        assertThat(message.data().text()).isEqualTo("{\"cmd\":\"c\",\"x\":1.0}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{ | UNDECODABLE | - | - | -",
                "[] | UNDECODABLE | - | - | -",
                "{\"mid\":1,\"to\":\"A_1\",\"action\":301} | UNDECODABLE | 1 | A_1 | -",
                "{\"mid\":1,\"to\":\"A_1\",\"action\":301,\"data\":{\"cmd\":7}} | UNDECODABLE | 1 | A_1 | -",
                "{\"mid\":1,\"to\":\"A_1\",\"data\":{\"cmd\":\"c\"}} | UNDECODABLE | 1 | A_1 | c",
                "{\"mid\":[],\"to\":\"A_1\",\"action\":301,\"data\":{\"cmd\":\"c\"}} | UNDECODABLE | - | A_1 | c",
                "{\"mid\":1,\"action\":301,\"data\":{\"cmd\":\"c\"}} | UNDECODABLE | 1 | - | c",
                "{\"mid\":1,\"to\":\"A/1\",\"action\":301,\"data\":{\"cmd\":\"c\"}} | NO_TARGET | 1 | A/1 | c",
                "{\"mid\":1,\"to\":\"A_1\",\"action\":300,\"data\":{\"cmd\":\"c\"}} | UNSUPPORTED | 1 | A_1 | c"
            })
    void tellsTheAppWhatCanBeKnown(String json, ReplyCode code, String mid, String deviceId, String cmd) {
        AppFault fault = faultOf(json);

        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.mid()).isEqualTo(mid == null ? null : new Mid.Number(Long.parseLong(mid)));
        assertThat(fault.deviceId()).isEqualTo(deviceId);
        assertThat(fault.cmd()).isEqualTo(cmd);
        assertThat(fault.getStackTrace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"from\":null", ",\"from\":\"\"", ",\"from\":\"2001\"", ",\"from\":2001"})
    void takesItsOwnIdOrNoneAsSender(String from) throws AppFault {
        FromApp message = messageWith(from);
        assertThatCode(() -> message.checkSender(APP)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"from\":\"2002\"", ",\"from\":2002", ",\"from\":\"system\""})
    void refusesAnotherSender(String from) throws AppFault {
        FromApp message = messageWith(from);
        AppFault fault = catchThrowableOfType(AppFault.class, () -> message.checkSender(APP));
        assertThat(fault.code()).isEqualTo(ReplyCode.NOT_PERMITTED);
        assertThat(fault.deviceId()).isEqualTo("A_1");
    }

    private static FromApp messageWith(String from) throws AppFault {
        return FromApp.read(utf8("{\"to\":\"A_1\",\"action\":301,\"data\":{\"cmd\":\"c\"}" + from + "}"));
    }

    private static AppFault faultOf(String json) {
        return Objects.requireNonNull(
                catchThrowableOfType(AppFault.class, () -> FromApp.read(utf8(json))), "was accepted");
    }
}
