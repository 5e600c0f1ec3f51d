package io.deligate.protocol;

import static io.deligate.protocol.Messages.envelope;
import static io.deligate.protocol.Messages.faultOf;
import static io.deligate.protocol.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageToAppTest {
    @Tag("R115")
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"to\":null", ",\"to\":\"\""})
    void speaksToAllAppsWithoutReceiver(String to) throws DeviceFault {
        assertThat(targetWith(to)).isEqualTo(new MessageToApp.AllApps());
        assertThat(targetWith(to).<String>match(() -> "all", MessageToApp.OneApp::to))
                .isEqualTo("all");
    }

    @Tag("R116")
    @ParameterizedTest
    @ValueSource(strings = {",\"to\":2001", ",\"to\":\"2001\""})
    void speaksToOneAppByTextOrInteger(String to) throws DeviceFault {
        MessageToApp.Target target = targetWith(to);
        assertThat(target).isEqualTo(new MessageToApp.OneApp("2001"));
        assertThat(target.<Object>match(() -> "all", MessageToApp.OneApp::id)).isEqualTo(Optional.of(new AppId(2001)));
    }

    @Tag("R117")
    @ParameterizedTest
    @ValueSource(strings = {"system", "DL3785W_1", "-1", "0", "99999999999999999999"})
    void namesNoAppWithOtherTexts(String to) {
        assertThat(new MessageToApp.OneApp(to).id()).isEmpty();
    }

    @Tag("R121")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null |",
                "{} |",
                "{\"cmd\":null} |",
                "{\"cmd\":7} |",
                "{\"cmd\":{\"cmd\":\"x\"}} |",
                "{\"CMD\":\"x\"} |",
                "{\"cmd\":\"\"} | ''",
                "{\"payload\":{\"cmd\":\"x\"}} |"
            })
    void needsACommand(String data, String readable) {
        DeviceFault fault = faultOf(300, data);
        assertThat(fault).hasMessageStartingWith("data.cmd: missing, empty or not text (expected: ");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isEqualTo(300);
        assertThat(fault.cmd()).isEqualTo(readable);
    }

    @Tag("R121")
    @Tag("R122")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cmd\":\"c\"}",
                "{\"cmd\":\"c\",\"payload\":null}",
                "{\"cmd\":\"c\",\"payload\":[1,{}]}",
                "{\"payload\":\"x\",\"cmd\":\"c\"}",
                "{ \"users\" : [ 9223372036854775808, 1.0, 1E2 ] ,\t\"cmd\":\"\\u0063\"}",
                "{\"x\":1,\"x\":2,\"cmd\":\"a\",\"cmd\":\"c\"}"
            })
    void keepsDataByteForByte(String data) throws DeviceFault {
        MessageToApp message = (MessageToApp) message(300, data);
        assertThat(message.cmd()).isEqualTo("c");
        assertThat(message.data().text()).isEqualTo(data);
    }

    @Tag("R59")
    @Test
    void keepsLargeData() throws DeviceFault {
        String data = "{\"cmd\":\"face\",\"payload\":\"" + "é".repeat(120_000) + "\"}";
        assertThat(((MessageToApp) message(300, data)).data().text()).isEqualTo(data);
    }

    private static MessageToApp.Target targetWith(String to) throws DeviceFault {
        return ((MessageToApp) FromDevice.of(envelope("{\"action\":300,\"data\":{\"cmd\":\"c\"}" + to + "}"))).target();
    }
}
