package io.deligate.protocol;

import static io.deligate.protocol.Messages.envelope;
import static io.deligate.protocol.Messages.faultOf;
import static io.deligate.protocol.Messages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {
    @Test
    void readsEachMember() throws DeviceFault {
        Envelope envelope = envelope(
                "{\"mid\":\"123456\",\"from\":\"A_1\",\"to\":\"system\",\"time\":0,\"action\":101,\"data\":{\"a\":1}}");

        assertThat(envelope.mid()).isEqualTo(new Mid.Text("123456"));
        assertThat(envelope.from()).isEqualTo("A_1");
        assertThat(envelope.to()).isEqualTo("system");
        assertThat(envelope.action()).isEqualTo(101);
        assertThat(envelope.family()).isEqualTo(ActionFamily.REQUEST);
        assertThat(envelope.data()).isEqualTo(RawJson.parse("{\"a\":1}"));
    }

    @Tag("R49")
    @ParameterizedTest
    @ValueSource(strings = {"", "123456", "消息", "\\u6d88\\n\\\"\\/", "\\ud83d\\ude00", "  "})
    void keepsATextMid(String escaped) throws DeviceFault {
        Mid expected = new Mid.Text(Golden.tree(utf8("\"" + escaped + "\"")).asText());
        assertThat(envelope("{\"action\":100,\"mid\":\"" + escaped + "\"}").mid())
                .isEqualTo(expected);
    }

    @Tag("R49")
    @Test
    void countsTheCharactersOfAMidAsCodePoints() throws DeviceFault {
        String longest = "😀".repeat(64);
        assertThat(envelope("{\"action\":100,\"mid\":\"" + longest + "\"}").mid())
                .isEqualTo(new Mid.Text(longest));
        assertThat(faultOf("{\"action\":100,\"mid\":\"" + longest + "x\"}").mid())
                .isNull();
    }

    @Tag("R50")
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE})
    void keepsAnIntegerMid(long number) throws DeviceFault {
        assertThat(envelope("{\"action\":100,\"mid\":" + number + "}").mid()).isEqualTo(new Mid.Number(number));
    }

    @Tag("R51")
    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":100}", "{\"action\":100,\"mid\":null}"})
    void readsARequestWithoutMid(String json) throws DeviceFault {
        assertThat(envelope(json).mid()).isNull();
    }

    @Tag("R52")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"action\":999,\"mid\":\"x\"}",
                "true",
                "false",
                "1.0",
                "1e2",
                "9223372036854775808",
                "-9223372036854775809",
                "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\""
            })
    void refusesAnyOtherMidAndDoesNotRepeatIt(String mid) {
        DeviceFault fault = faultOf("{\"mid\":" + mid + ",\"action\":100}");

        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.mid()).isNull();
        assertThat(fault.action()).as("the action could be read").isEqualTo(100);
        assertThat(fault.undecodable()).isFalse();
    }

    @Tag("R54")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"mid\":\"1\",\"action\":100",
                "{\"mid\":\"1\",\"action\":100,",
                "{\"mid\":\"1\",\"action\":100,}",
                "{\"mid\":\"1\",\"action\":100}}",
                "{\"mid\":\"1\",\"action\":100} x",
                "{\"mid\":\"1\",\"action\":100}{}",
                "{\"mid\":\"1\" \"action\":100}",
                "{'mid':'1','action':100}",
                "{mid:\"1\",\"action\":100}",
                "{“mid”:“1”,“action”:100}",
                "{\"mid\":\"1\"，\"action\":100}",
                "{\"time\":NaN,\"action\":100}",
                "{\"time\":Infinity,\"action\":100}",
                "{\"time\":+1,\"action\":100}",
                "{\"time\":01,\"action\":100}",
                "{\"time\":.5,\"action\":100}",
                "{\"time\":5.,\"action\":100}",
                "{\"time\":0x10,\"action\":100}",
                "{\"time\":1e,\"action\":100}",
                "{\"time\":-,\"action\":100}",
                "{\"a\":tru,\"action\":100}",
                "{\"a\":\"\\x\",\"action\":100}",
                "{\"a\":\"\\u12g4\",\"action\":100}",
                "{\"a\":\"\n\",\"action\":100}",
                "{\"a\":\"\u0001\",\"action\":100}",
                "{/* */\"action\":100}",
                "# \n{\"action\":100}",
                "{\"action\":100,\"data\":{\"a\":[1,]}}",
                "{\"action\":100,\"data\":{\"a\":[1}}",
                "{\"action\":100,\"data\":{\"a\" 1}}",
                "{\"action\":100}\u000B",
                "\u00A0{\"action\":100}",
                "[]",
                "[{\"action\":100}]",
                "\"x\"",
                "1",
                "null",
                "true"
            })
    void refusesTextThatIsNoJsonObjectWithoutActionAndMid(String text) {
        assertUndecodable(utf8(text));
    }

    @Tag("R55")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "eda080",
                "f4908080",
                "ff",
                "80",
                "00",
                "e282", // see StrictTextTest for the whole table
            })
    void refusesBytesThatAreNoTextWhereverTheyStand(String hex) {
        String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        for (String frame : new String[] {
            "{\"mid\":\"%s\",\"action\":100}",
            "{\"%s\":1,\"action\":100}",
            "{\"action\":100,\"data\":{\"a\":\"%s\"}}",
            "{\"action\":100,\"data\":{\"%s\":1}}",
            "{\"action\":100%s}",
            "{\"action\":100}%s"
        }) {
            assertUndecodable(frame.formatted(bytes).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Tag("R55")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":\"\\ud800\",\"action\":100}",
                "{\"mid\":\"\\udc00\",\"action\":100}",
                "{\"\\ud800\":1,\"action\":100}",
                "{\"action\":100,\"data\":{\"a\":\"\\ud800x\"}}"
            })
    void refusesEscapedHalvesOfCharacters(String text) {
        assertUndecodable(utf8(text));
    }

    @Tag("R55")
    @Test
    void toleratesOneByteOrderMarkAndNoMore() throws DeviceFault {
        Envelope envelope = envelope("\uFEFF {\"action\":300,\"data\":{\"cmd\":\"消息\"} }");
        assertThat(envelope.data()).isEqualTo(RawJson.parse("{\"cmd\":\"消息\"}"));

        assertUndecodable(utf8("\uFEFF\uFEFF{\"action\":100}"));
        assertUndecodable(utf8(" \uFEFF{\"action\":100}"));
        assertUndecodable(utf8("\uFEFF"));
    }

    @Tag("R55")
    @Test
    void readsNoOtherEncoding() {
        String json = "{\"action\":100}";
        assertUndecodable(json.getBytes(StandardCharsets.UTF_16LE));
        assertUndecodable(json.getBytes(StandardCharsets.UTF_16BE));
        assertUndecodable(json.getBytes(StandardCharsets.UTF_16));
        assertUndecodable("{\"action\":100,\"data\":{\"a\":\"考\"}}".getBytes(Charset.forName("GBK")));
    }

    @Tag("R56")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from | {\"mid\":\"1\",\"from\":\"a\",\"action\":100,\"from\":\"b\"} | 1 | 100",
                "from | {\"mid\":\"1\",\"from\":\"a\",\"action\":100,\"fr\\u006fm\":\"b\"} | 1 | 100",
                "to | {\"mid\":\"1\",\"to\":null,\"action\":100,\"to\":null} | 1 | 100",
                "time | {\"mid\":\"1\",\"time\":1,\"action\":100,\"time\":1} | 1 | 100",
                "data | {\"mid\":\"1\",\"data\":{},\"action\":100,\"data\":{}} | 1 | 100",
                "action | {\"mid\":\"1\",\"action\":100,\"action\":100} | 1 | 0",
                "mid | {\"mid\":\"1\",\"action\":100,\"mid\":\"1\"} | | 100"
            })
    void refusesAnEnvelopeKeyGivenTwiceAndRepeatsNothingAmbiguous(String key, String json, String mid, int action) {
        DeviceFault fault = faultOf(json);

        assertThat(fault).hasMessage(key + ": given twice (expected: once)");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.mid()).isEqualTo(mid == null ? null : new Mid.Text(mid));
        assertThat(fault.action()).isEqualTo(action);
    }

    @Tag("R56")
    @Test
    void letsKeysBelowTheEnvelopeRepeat() throws DeviceFault {
        String data = "{\"a\":1,\"a\":2,\"from\":{\"x\":1,\"x\":1}}";
        assertThat(envelope("{\"action\":300,\"data\":" + data + "}").data()).isEqualTo(RawJson.parse(data));
    }

    @Tag("R56")
    @Test
    void readsThirtyTwoLevelsAndNotOneMore() throws DeviceFault {
        String levels31 = "{\"a\":".repeat(31) + "1" + "}".repeat(31);
        assertThat(envelope("{\"action\":300,\"data\":" + levels31 + "}").data())
                .isNotNull();

        assertUndecodable(utf8("{\"action\":300,\"data\":{\"a\":" + levels31 + "}}"));
        assertUndecodable(utf8("{\"action\":300,\"other\":" + "[".repeat(32) + "]".repeat(32) + "}"));
        assertUndecodable(utf8("[".repeat(100_000)));
    }

    @Tag("R60")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mid\":7}",
                "{\"mid\":7,\"action\":null}",
                "{\"mid\":7,\"action\":\"100\"}",
                "{\"mid\":7,\"action\":100.0}",
                "{\"mid\":7,\"action\":1e2}",
                "{\"mid\":7,\"action\":true}",
                "{\"mid\":7,\"action\":[100]}",
                "{\"mid\":7,\"action\":{\"action\":100}}",
                "{\"mid\":7,\"action\":2147483648}",
                "{\"mid\":7,\"action\":-2147483649}",
                "{\"mid\":7,\"action\":99999999999999999999999999}"
            })
    void refusesABadActionAndKeepsTheMid(String json) {
        DeviceFault fault = faultOf(json);

        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isEqualTo(DeviceFault.UNKNOWN_ACTION);
        assertThat(fault.mid()).isEqualTo(new Mid.Number(7));
        assertThat(fault.undecodable()).isFalse();
    }

    @Tag("R66")
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1502867086", "1502867086123", "1.5", "1e400", "99999999999999999999", "null"})
    void takesAnyNumberAsTime(String time) throws DeviceFault {
        assertThat(envelope("{\"time\":" + time + ",\"action\":100}").action()).isEqualTo(100);
    }

    @Tag("R66")
    @ParameterizedTest
    @ValueSource(strings = {"\"1502867086\"", "\"\"", "true", "{}", "[1]"})
    void refusesATimeThatIsNoNumber(String time) {
        assertBadMember("time", "{\"mid\":\"m\",\"time\":" + time + ",\"action\":102}");
    }

    @Tag("R67")
    @Test
    void passesOverUnknownNames() throws DeviceFault {
        Envelope envelope = envelope(
                "{\"pv\":\"2.0\",\"x\":{\"action\":7,\"mid\":[[]]},\"pv\":null,\"\":[1,{\"a\":{}}],\"action\":100,\"Mid\":1}");
        assertThat(envelope.action()).isEqualTo(100);
        assertThat(envelope.mid()).isNull();
    }

    @Tag("R68")
    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"{}\"", "1", "true", "[{}]"})
    void refusesDataThatIsNoObject(String data) {
        assertBadMember("data", "{\"mid\":\"m\",\"action\":102,\"data\":" + data + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "{}", "[]"})
    void refusesASenderThatIsNoText(String from) {
        assertBadMember("from", "{\"mid\":\"m\",\"action\":102,\"from\":" + from + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "true", "{}", "[]"})
    void refusesAReceiverThatIsNeitherTextNorInteger(String to) {
        assertBadMember("to", "{\"mid\":\"m\",\"action\":102,\"to\":" + to + "}");
    }

    @Tag("R116")
    @ParameterizedTest
    @CsvSource({"2001, 2001", "'\"2001\"', 2001", "9223372036854775808, 9223372036854775808", "null, ", "'\"\"', "})
    void readsAReceiverAsText(String to, String expected) throws DeviceFault {
        assertThat(envelope("{\"action\":300,\"to\":" + to + "}").to()).isEqualTo(expected);
    }

    @Test
    void reportsTheFirstBadMemberOnly() {
        assertThat(faultOf("{\"time\":true,\"from\":1,\"action\":\"x\",\"mid\":\"m\"}"))
                .hasMessageStartingWith("time: ");
    }

    @Test
    void boundsNamesAndNumbers() {
        assertUndecodable(utf8("{\"action\":100,\"" + "n".repeat(100_000) + "\":1}"));
        assertUndecodable(utf8("{\"action\":100,\"time\":1" + "0".repeat(100_000) + "}"));
        assertUndecodable(utf8("{\"action\":100,\"data\":{\"a\":0." + "1".repeat(100_000) + "}}"));
    }

    private static void assertUndecodable(byte[] payload) {
        DeviceFault fault = faultOf(payload);
        assertThat(fault.undecodable()).isTrue();
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isZero();
        assertThat(fault.mid()).isNull();
        assertThat(fault.getMessage()).startsWith("payload: ").hasSizeLessThanOrEqualTo(256);
    }

    private static void assertBadMember(String name, String json) {
        DeviceFault fault = faultOf(json);
        assertThat(fault).hasMessageStartingWith(name + ": bad ");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.undecodable()).isFalse();
        assertThat(fault.action()).isEqualTo(102);
        assertThat(fault.mid()).isEqualTo(new Mid.Text("m"));
    }
}
