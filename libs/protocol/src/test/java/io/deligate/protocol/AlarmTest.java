package io.deligate.protocol;

import static io.deligate.protocol.Messages.faultOf;
import static io.deligate.protocol.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmTest {
    private static final Mid MID = new Mid.Text("m");

    @Tag("R89")
    @Tag("R90")
    @ParameterizedTest
    @ValueSource(longs = {200, 201, 202, 0, -1, 999_999, Long.MAX_VALUE, Long.MIN_VALUE})
    void takesAnyIntegerCode(long code) throws DeviceFault {
        assertThat(message(105, "{\"code\":" + code + ",\"msg\":\"警报\"}")).isEqualTo(new Alarm(MID, code, "警报"));
    }

    @Tag("R90")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"msg\":\"x\"}",
                "{\"code\":null}",
                "{\"code\":\"200\"}",
                "{\"code\":200.0}",
                "{\"code\":2e2}",
                "{\"code\":true}",
                "{\"code\":[200]}",
                "{\"code\":{\"code\":1}}",
                "{\"code\":9223372036854775808}"
            })
    void refusesACodeThatIsMissingOrNoInteger(String data) {
        DeviceFault fault = faultOf(105, data);
        assertThat(fault).hasMessage("data.code: bad value (expected: an integer)");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.mid()).isEqualTo(MID);
    }

    @Tag("R90")
    @Test
    void needsData() {
        assertThat(faultOf("{\"action\":105}")).hasMessageStartingWith("data: missing");
    }

    @Tag("R90")
    @Test
    void cutsALongTextWithoutSplittingACharacter() throws DeviceFault {
        assertThat(message(105, "{\"code\":1,\"msg\":\"" + "x".repeat(1025) + "\"}"))
                .isEqualTo(new Alarm(MID, 1, "x".repeat(1024)));
        assertThat(message(105, "{\"code\":1,\"msg\":\"" + "x".repeat(1023) + "😀\"}"))
                .isEqualTo(new Alarm(MID, 1, "x".repeat(1023)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"code\":1}", "{\"code\":1,\"msg\":null}", "{\"code\":1,\"msg\":\"\"}"})
    void takesAnAlarmWithoutText(String data) throws DeviceFault {
        assertThat(message(105, data)).isEqualTo(new Alarm(MID, 1, ""));
    }

    @Test
    void keepsAnAlarmWhoseTextCannotBeStored() throws DeviceFault {
        assertThat(message(105, "{\"code\":1,\"msg\":\"a\\u0000b\"}")).isEqualTo(new Alarm(MID, 1, "a b"));
    }

    @Test
    void refusesATextThatIsNoText() {
        assertThat(faultOf(105, "{\"code\":1,\"msg\":7}")).hasMessageStartingWith("data.msg: bad value");
    }
}
