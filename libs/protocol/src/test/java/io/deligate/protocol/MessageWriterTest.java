package io.deligate.protocol;

import static io.deligate.protocol.Messages.APP;
import static io.deligate.protocol.Messages.DEVICE;
import static io.deligate.protocol.Messages.GROUP;
import static io.deligate.protocol.Messages.NOW;
import static io.deligate.protocol.Messages.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.protocol.LoginNotice.Person;
import io.deligate.protocol.LoginNotice.Token;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R48")
class MessageWriterTest {
    private static final Mid MID = Mid.of("123456");
    private static final String MD5 = "4c56ff4ce4aaf9573aa5dff913df997a";

    static Stream<Arguments> replies() {
        Instant before = Instant.ofEpochSecond(1_502_860_000);
        URI file = URI.create("http://ota.example.com/firmware/DL3785W/1.1.bin");
        return Stream.of(
                Arguments.of("100-reply", Reply.ok(new ClockSync(MID), DEVICE)),
                Arguments.of("101-reply", Reply.ok(new DeviceReport(MID, null, null, null), DEVICE)),
                Arguments.of("102-reply-bound", query(QueryReply.Status.NORMAL, GROUP, before, "1.1")),
                Arguments.of("102-reply-unbound", query(QueryReply.Status.NORMAL, null, null, "")),
                Arguments.of("102-reply-locked", query(QueryReply.Status.LOCKED, GROUP, before, "1.1")),
                Arguments.of("103-reply", new FirmwareReply(MID, DEVICE, "1.1", UpgradeType.NORMAL, file, MD5)),
                Arguments.of("103-reply-no-release", Reply.of(new FirmwareQuery(MID), DEVICE, ReplyCode.NO_TARGET)),
                Arguments.of("104-reply", Reply.ok(new UnbindRequest(MID), DEVICE)),
                Arguments.of(
                        "104-reply-not-permitted", Reply.of(new UnbindRequest(MID), DEVICE, ReplyCode.NOT_PERMITTED)),
                Arguments.of("105-reply", Reply.ok(new Alarm(MID, 1, ""), DEVICE)),
                Arguments.of("reply-to-broken-text", ToDevice.refusal(Messages.faultOf("{\"action\"'"), DEVICE)),
                Arguments.of(
                        "reply-to-unknown-action", Reply.of(new Unsupported(MID, 999), DEVICE, ReplyCode.UNSUPPORTED)),
                Arguments.of("300-fault", ToDevice.refusal(kqFault(ReplyCode.NOT_BOUND), DEVICE)));
    }

    static Stream<Arguments> platformMessages() {
        RawJson delay = RawJson.parse("{\"delay_s\":5}");
        LogUpload.DropBox drop = new LogUpload.DropBox("ftp.example.com", 2121, "logs", "one-time", "/drop/c-3");
        String icon = "https://example.com/icon.png";
        LocalDate day = LocalDate.of(2017, 8, 10);
        return Stream.of(
                Arguments.of("200-command", new RemoteCommand(Mid.of("c-1"), USER, DEVICE, "reboot", delay)),
                Arguments.of(
                        "201-log-upload",
                        new LogUpload(
                                Mid.of("c-2"),
                                USER,
                                DEVICE,
                                LogUpload.DropBox.anonymous("ftp.example.com"),
                                day,
                                day.plusDays(1))),
                Arguments.of("201-log-upload-with-login", new LogUpload(Mid.of("c-3"), null, DEVICE, drop, null, null)),
                Arguments.of("202-broadcast", new FirmwareNotice(Mid.of("f-1"), null, "1.1")),
                Arguments.of("202-to-one-device", new FirmwareNotice(Mid.of("f-1"), DEVICE, "1.1")),
                Arguments.of("203-bound", new GroupNotice(Mid.of("g-1"), USER, DEVICE, GROUP, "得力办公", true)),
                Arguments.of("203-unbound", new GroupNotice(Mid.of("g-2"), null, DEVICE, GROUP, "得力办公", false)),
                Arguments.of("204-bound", new AppNotice(Mid.of("a-1"), USER, DEVICE, APP, "考勤", icon, true)),
                Arguments.of("204-unbound", new AppNotice(Mid.of("a-2"), USER, DEVICE, APP, "考勤", icon, false)),
                Arguments.of("205-scanned", login(USER, LoginNotice.Status.SCANNED, null)),
                Arguments.of(
                        "205-confirmed",
                        login(USER, LoginNotice.Status.CONFIRMED, new Token("t0k3n", NOW.plusSeconds(3600)))),
                Arguments.of("205-failed", login(null, LoginNotice.Status.FAILED, null)),
                Arguments.of(
                        "301-message",
                        new MessageFromApp(
                                Mid.of("m-1"),
                                APP,
                                DEVICE,
                                RawJson.parse("{\"cmd\":\"sync_users\",\"payload\":{\"since\":1502800000}}"))));
    }

    static Stream<Arguments> appMessages() throws AppFault {
        FromApp sent = FromApp.read(Golden.bytes("app-301-send"));
        DeviceBound.Product product =
                new DeviceBound.Product(new ProductModel("DL3785W"), new ProductType("KQ"), "Face attendance machine");
        return Stream.of(
                Arguments.of(
                        "app-300-message",
                        new MessageFromDevice(
                                MID,
                                DEVICE,
                                APP,
                                RawJson.parse(
                                        "{\"cmd\":\"checkin\",\"payload\":{\"user\":\"007\",\"at\":1502867080}}"))),
                Arguments.of("app-301-receipt", Receipt.of(sent, APP, ReplyCode.OK)),
                Arguments.of("app-301-receipt-offline", Receipt.of(sent, APP, ReplyCode.NO_TARGET)),
                Arguments.of("app-301-receipt-broken", Receipt.of(brokenRecord(), APP)),
                Arguments.of(
                        "app-402-bound", new DeviceBound(Mid.of("n-1"), APP, DEVICE, GROUP, "前台考勤机", true, product)),
                Arguments.of("app-403-unbound", new DeviceUnbound(Mid.of("n-2"), APP, DEVICE, GROUP)),
                Arguments.of("app-404-online", new DevicePresence(Mid.of("n-3"), APP, DEVICE, "前台考勤机", true)),
                Arguments.of("app-404-offline", new DevicePresence(Mid.of("n-4"), APP, DEVICE, "前台考勤机", false)));
    }

    @Tag("R69")
    @Tag("R76")
    @Tag("R77")
    @Tag("R81")
    @Tag("R82")
    @Tag("R84")
    @ParameterizedTest
    @MethodSource("replies")
    void writesTheReplyOfTheGoldenFile(String golden, ToDevice reply) throws DeviceFault {
        assertWrites(golden, MessageWriter.write(reply, NOW));
    }

    @Tag("R97")
    @Tag("R102")
    @Tag("R104")
    @Tag("R107")
    @Tag("R108")
    @Tag("R111")
    @Tag("R112")
    @Tag("R127")
    @ParameterizedTest
    @MethodSource("platformMessages")
    void writesThePlatformMessageOfTheGoldenFile(String golden, ToDevice message) throws DeviceFault {
        assertWrites(golden, MessageWriter.write(message, NOW));
    }

    @ParameterizedTest
    @MethodSource("appMessages")
    void writesTheAppMessageOfTheGoldenFile(String golden, ToApp message) throws DeviceFault {
        assertWrites(golden, MessageWriter.write(message, NOW));
    }

    @Test
    void everyGoldenFileIsReadOrWrittenByATest() throws AppFault {
        assertThat(Stream.of(
                                replies(),
                                platformMessages(),
                                appMessages(),
                                FromDeviceTest.goldenMessages(),
                                Stream.of(Arguments.of("app-301-send")))
                        .flatMap(arguments -> arguments)
                        .map(arguments -> arguments.get()[0]))
                .containsExactlyInAnyOrderElementsOf(Golden.names());
    }

    @Tag("R49")
    @Tag("R50")
    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"消息 \\\"1\\\" \\\\ \\n😀\"", "0", "9223372036854775807", "-9223372036854775808"})
    void echoesTheMidInItsOwnType(String mid) throws DeviceFault {
        FromDevice request = FromDevice.of(Messages.envelope("{\"action\":100,\"mid\":" + mid + "}"));
        JsonNode reply = Golden.tree(MessageWriter.write(Reply.ok(request, DEVICE), NOW));
        assertThat(reply.get("mid")).isEqualTo(Golden.tree(Messages.utf8(mid)));
    }

    @Tag("R51")
    @Test
    void writesNoMidWhenThereWasNone() {
        assertThat(Messages.text(MessageWriter.write(Reply.ok(new ClockSync(null), DEVICE), NOW)))
                .isEqualTo("{\"from\":\"system\",\"to\":\"DL3785W_1234567890\",\"time\":1502867086,\"action\":100,"
                        + "\"data\":{\"code\":0,\"msg\":\"\"}}");
    }

    @Tag("R114")
    @Tag("R122")
    @Test
    void passesDataOnByteForByte() throws DeviceFault {
        byte[] sent = Golden.bytes("300-request-kq-users-beside-cmd");
        MessageToApp message = (MessageToApp) FromDevice.of(EnvelopeReader.read(sent));

        byte[] toApp = MessageWriter.write(MessageFromDevice.of(message, DEVICE, APP), NOW);
        byte[] toDevice = MessageWriter.write(new MessageFromApp(null, APP, DEVICE, message.data()), NOW);

        assertThat(Messages.text(toApp))
                .endsWith("\"action\":300,\"data\":" + message.data().text() + "}");
        assertThat(Messages.text(toDevice))
                .endsWith("\"action\":301,\"data\":" + message.data().text() + "}");
        assertThat(Messages.text(sent)).contains(message.data().text());
    }

    @Tag("R69")
    @Test
    void cutsEveryTextForTheDeviceAt256Characters() throws DeviceFault {
        String tooLong = "x".repeat(300);
        assertThat(new Reply(null, DEVICE, 100, ReplyCode.INTERNAL, tooLong).msg())
                .hasSize(256);
        assertThat(new MessageFault(null, DEVICE, "c", ReplyCode.INTERNAL, tooLong).msg())
                .hasSize(256);
        assertThat(new Receipt(null, APP, null, ReplyCode.INTERNAL, tooLong, null).msg())
                .hasSize(256);
    }

    @Test
    void sendsAnEmptyCommandWhenARefusedMessageHadNone() {
        assertThat(ToDevice.refusal(Messages.faultOf(300, "{}"), DEVICE))
                .isInstanceOfSatisfying(
                        MessageFault.class, fault -> assertThat(fault.cmd()).isEmpty());
    }

    @Test
    void sendsAnEmptyPayloadWithACommandThatHasNone() {
        byte[] command = MessageWriter.write(new RemoteCommand(Mid.of(7), null, DEVICE, "reboot", null), NOW);
        assertThat(Messages.text(command))
                .startsWith("{\"mid\":7,\"from\":\"system\",")
                .endsWith("\"data\":{\"cmd\":\"reboot\",\"payload\":{}}}");
    }

    @Test
    void replacesHalvesOfCharactersThatHaveNoUtf8Form() {
        byte[] notice =
                MessageWriter.write(new GroupNotice(Mid.of("m"), null, DEVICE, GROUP, "a\ud800b😀\udc00", true), NOW);
        assertThat(Golden.tree(notice).at("/data/name").asText()).isEqualTo("a\ufffdb😀\ufffd");
    }

    @Tag("R112")
    @Test
    void tiesTheTokenToAConfirmedLogin() {
        assertThatThrownBy(() -> login(USER, LoginNotice.Status.CONFIRMED, null))
                .hasMessageStartingWith("status: ");
        assertThatThrownBy(() -> login(USER, LoginNotice.Status.SCANNED, new Token("t", NOW)))
                .hasMessageStartingWith("status: ");
    }

    @Tag("R82")
    @ParameterizedTest
    @ValueSource(strings = {"firmware/1.bin", "/firmware/1.bin", "ftp://host/1.bin", "http://"})
    void sendsOnlyAbsoluteWebAddressesOfFirmware(String path) {
        assertThatThrownBy(() -> new FirmwareReply(MID, DEVICE, "1", UpgradeType.FORCE, new URI(path), MD5))
                .isInstanceOfAny(IllegalArgumentException.class, URISyntaxException.class);
        assertThatThrownBy(() ->
                        new FirmwareReply(MID, DEVICE, "1", UpgradeType.FORCE, URI.create("http://h/1"), MD5 + "0"))
                .hasMessageStartingWith("checksum: ");
    }

    private static void assertWrites(String golden, byte[] written) throws DeviceFault {
        assertThat(Messages.text(written)).isEqualTo(Golden.compact(golden));
        Envelope envelope = EnvelopeReader.read(written);
        assertThat(envelope.action())
                .as("readable by our own reader")
                .isEqualTo(Golden.tree(written).get("action").asInt());
    }

    private static QueryReply query(
            QueryReply.Status status, @Nullable GroupId group, @Nullable Instant lastAccess, String version) {
        return new QueryReply(MID, DEVICE, status, group, lastAccess, version);
    }

    private static LoginNotice login(@Nullable String user, LoginNotice.Status status, @Nullable Token token) {
        Person person =
                user == null ? new Person("", "", "") : new Person("王芳", "13800000000", "https://example.com/a.png");
        return new LoginNotice(Mid.of("l-1"), user, DEVICE, status, person, token);
    }

    private static DeviceFault kqFault(ReplyCode code) {
        try {
            return Messages.envelope("{\"mid\":\"123456\",\"action\":300,\"data\":{\"cmd\":\"checkin\"}}")
                    .fault(code);
        } catch (DeviceFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static AppFault brokenRecord() {
        try {
            throw new IllegalStateException("accepted " + FromApp.read(Messages.utf8("[]")));
        } catch (AppFault fault) {
            return fault;
        }
    }
}
