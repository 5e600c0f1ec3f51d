package io.deligate.protocol;

import static io.deligate.protocol.Messages.envelope;
import static io.deligate.protocol.Messages.faultOf;
import static io.deligate.protocol.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromDeviceTest {
    private static final Mid MID = new Mid.Text("123456");
    private static final Mid M = new Mid.Text("m");

    static Stream<Arguments> goldenMessages() {
        return Stream.of(
                Arguments.of("100-request", new ClockSync(MID)),
                Arguments.of(
                        "101-request",
                        new DeviceReport(
                                MID, "前台考勤机", "1.0", slice("101-request", "{\n      \"lan_ip\"", "120\n    }"))),
                Arguments.of("102-request", new DeviceQuery(MID)),
                Arguments.of("103-request", new FirmwareQuery(MID)),
                Arguments.of("104-request", new UnbindRequest(MID)),
                Arguments.of("105-request", new Alarm(MID, 202, "storage almost full")),
                Arguments.of(
                        "200-answer",
                        new CommandAnswer(
                                new Mid.Text("c-1"),
                                200,
                                0,
                                "reboot",
                                slice("200-answer", "{\n      \"up", "00\n    }"),
                                null)),
                Arguments.of("201-answer", new CommandAnswer(new Mid.Text("c-2"), 201, 0, null, null, null)),
                Arguments.of(
                        "201-answer-failed-as-207",
                        new CommandAnswer(new Mid.Text("c-2"), 207, 201, null, null, "ftp: connection refused")),
                Arguments.of(
                        "300-request",
                        new MessageToApp(
                                MID,
                                new MessageToApp.OneApp("2001"),
                                "checkin",
                                slice("300-request", "{\n    \"cmd\"", "}\n  }"))),
                Arguments.of(
                        "300-request-fan-out",
                        new MessageToApp(
                                new Mid.Number(7_000_000_000_000_000_001L),
                                new MessageToApp.AllApps(),
                                "heartbeat",
                                slice("300-request-fan-out", "{\n    \"cmd\"", "\"\n  }"))),
                Arguments.of(
                        "300-request-kq-users-beside-cmd",
                        new MessageToApp(
                                null,
                                new MessageToApp.AllApps(),
                                "checkin",
                                slice("300-request-kq-users-beside-cmd", "{\n    \"cmd\"", "]\n  }"))));
    }

    /** The part of a golden file from one text to the end of another. */
    private static RawJson slice(String golden, String first, String last) {
        String file = Messages.text(Golden.bytes(golden));
        return RawJson.parse(file.substring(file.indexOf(first), file.lastIndexOf(last) + last.length()));
    }

    @ParameterizedTest
    @MethodSource("goldenMessages")
    void readsTheGoldenFile(String golden, FromDevice expected) throws DeviceFault {
        FromDevice message = FromDevice.of(EnvelopeReader.read(Golden.bytes(golden)));

        assertThat(message).isEqualTo(expected);
        assertThat(message.action())
                .isEqualTo(Golden.tree(Golden.bytes(golden)).get("action").asInt());
        assertThat(message.match(new NamesOfCases()))
                .isEqualTo(expected.getClass().getSimpleName());
    }

    @Tag("R61")
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 106, 199, 302, 400, 500, 999})
    void keepsActionAndMidOfAnUnknownAction(int action) throws DeviceFault {
        FromDevice message = message(action, "{\"a\":1,\"a\":2}");
        assertThat(message).isEqualTo(new Unsupported(M, action));
        assertThat(message.match(new NamesOfCases())).isEqualTo("Unsupported");
    }

    @Tag("R62")
    @ParameterizedTest
    @ValueSource(ints = {202, 203, 204, 205})
    void takesAPlatformNoticeFromADeviceForWhatItIs(int action) throws DeviceFault {
        FromDevice message = message(action, "{}");
        assertThat(message).isEqualTo(new StrayNotice(M, action));
        assertThat(message.match(new NamesOfCases())).isEqualTo("StrayNotice");
    }

    @Tag("R62")
    @ParameterizedTest
    @ValueSource(ints = 301)
    void doesNotLetADevicePlayAnApp(int action) throws DeviceFault {
        assertThat(message(action, "{\"cmd\":\"x\"}")).isEqualTo(new Unsupported(M, action));
    }

    @Tag("R68")
    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 104})
    void needsNoDataForAPlainRequest(int action) throws DeviceFault {
        for (String data : new String[] {"", ",\"data\":null", ",\"data\":{}", ",\"data\":{\"extra\":[1]}"}) {
            FromDevice message = FromDevice.of(envelope("{\"mid\":\"m\",\"action\":" + action + data + "}"));
            assertThat(message.mid()).isEqualTo(M);
            assertThat(message.action()).isEqualTo(action);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 102, 103, 104, 105})
    void refusesARequestWhoseDataNamesSomethingTwice(int action) {
        for (String data : new String[] {
            "{\"code\":1,\"x\":1,\"x\":2}",
            "{\"code\":1,\"properties\":{\"p\":1,\"\\u0070\":2}}",
            "{\"code\":1,\"code\":1}"
        }) {
            DeviceFault fault = faultOf(action, data);
            assertThat(fault).hasMessage("data: a name is given twice (expected: once)");
            assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
            assertThat(fault.action()).isEqualTo(action);
            assertThat(fault.mid()).isEqualTo(M);
        }
    }

    private static final class NamesOfCases implements FromDevice.Cases<String> {
        @Override
        public String clockSync(ClockSync message) {
            return "ClockSync";
        }

        @Override
        public String deviceReport(DeviceReport message) {
            return "DeviceReport";
        }

        @Override
        public String deviceQuery(DeviceQuery message) {
            return "DeviceQuery";
        }

        @Override
        public String firmwareQuery(FirmwareQuery message) {
            return "FirmwareQuery";
        }

        @Override
        public String unbindRequest(UnbindRequest message) {
            return "UnbindRequest";
        }

        @Override
        public String alarm(Alarm message) {
            return "Alarm";
        }

        @Override
        public String commandAnswer(CommandAnswer message) {
            return "CommandAnswer";
        }

        @Override
        public String messageToApp(MessageToApp message) {
            return "MessageToApp";
        }

        @Override
        public String strayNotice(StrayNotice message) {
            return "StrayNotice";
        }

        @Override
        public String unsupported(Unsupported message) {
            return "Unsupported";
        }
    }
}
