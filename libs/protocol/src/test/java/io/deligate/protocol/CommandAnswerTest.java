package io.deligate.protocol;

import static io.deligate.protocol.Messages.faultOf;
import static io.deligate.protocol.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandAnswerTest {
    @Tag("R98")
    @Tag("R103")
    @ParameterizedTest
    @CsvSource({"200, REMOTE_COMMAND", "201, LOG_UPLOAD", "207, LOG_UPLOAD"})
    void belongsToTheCommandOfItsAction(int action, Action command) throws DeviceFault {
        CommandAnswer answer = (CommandAnswer) message(action, "{\"code\":0}");
        assertThat(answer.action()).isEqualTo(action);
        assertThat(answer.commandAction()).isEqualTo(command);
    }

    @Tag("R98")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ \"a\" : 1.0 }",
                "[1, 2]",
                "\"te\\u0078t\"",
                "\"\"",
                "18446744073709551616",
                "-0.50e+1",
                "true",
                "null"
            })
    void keepsThePayloadAsItWasSpelled(String payload) throws DeviceFault {
        for (String end : new String[] {"}", " }", ",\"x\":1}", "\n,\"msg\":null}"}) {
            CommandAnswer answer =
                    (CommandAnswer) message(200, "{\"code\":0,\"cmd\":\"c\", \"payload\" : " + payload + end);
            assertThat(answer.payload()).isEqualTo(RawJson.parse(payload));
            assertThat(answer.cmd()).isEqualTo("c");
        }
    }

    @Test
    void takesAnyIntegerCodeAndAnOptionalText() throws DeviceFault {
        assertThat(message(201, "{\"code\":201,\"msg\":\"disk\"}"))
                .isEqualTo(new CommandAnswer(new Mid.Text("m"), 201, 201, null, null, "disk"));
    }

    @Test
    void passesOverTextsOfTheWrongForm() throws DeviceFault {
        assertThat(message(200, "{\"code\":0,\"cmd\":7,\"msg\":{}}"))
                .isEqualTo(new CommandAnswer(new Mid.Text("m"), 200, 0, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | data.code: ", "{\"code\":\"0\"} | data.code: ", "null | data: missing"})
    void refusesAnAnswerThatSaysNothingUsable(String data, String message) {
        assertThat(faultOf(200, data)).hasMessageStartingWith(message);
    }
}
