package io.deligate.testkit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.AppFault;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceBound;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DevicePresence;
import io.deligate.protocol.DeviceUnbound;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromApp;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.MessageFromDevice;
import io.deligate.protocol.MessageToApp;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.Mid;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.protocol.Receipt;
import io.deligate.protocol.ReplyCode;
import io.deligate.protocol.ToApp;
import io.deligate.testkit.app.AppContract.Channel;
import io.deligate.testkit.docs.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The document for app developers against what the protocol's writers write and its readers take. */
class AppContractTest {
    private static final AppContract CONTRACT = AppContract.load();
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- (in|out): (\\w+) -->\n```json\n(.*?)```\n", Pattern.DOTALL);
    private static final AppId APP = new AppId(2001);
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1234567890");
    private static final GroupId GROUP = new GroupId(1000);
    private static final Instant NOW = Instant.ofEpochSecond(1_502_867_086);

    /** What the platform says, and the name the document gives it. */
    record Said(String name, ToApp message) {}

    static Stream<Said> saidToApps() throws Exception {
        DeviceBound.Product product =
                new DeviceBound.Product(new ProductModel("DL3785W"), new ProductType("KQ"), "Face attendance machine");
        FromApp sent = FromApp.read(bytes(OUT));
        return Stream.of(
                new Said("deviceMessage", fromDevice("\"mid\":\"1\",", "{\"cmd\":\"checkin\",\"payload\":{}}")),
                new Said(
                        "deviceMessage",
                        fromDevice("", "{\"cmd\":\"c\",\"users\":[9223372036854775808],\"payload\":[]}")),
                new Said("deviceMessage", fromDevice("\"mid\":9223372036854775807,", "{\"cmd\":\"heartbeat\"}")),
                new Said("receipt", Receipt.of(sent, APP, ReplyCode.OK)),
                new Said("receipt", Receipt.of(sent, APP, ReplyCode.NO_TARGET)),
                new Said("receipt", Receipt.of(sent.fault(ReplyCode.EXPIRED, "too late"), APP)),
                new Said("receipt", Receipt.of(faultOf("{\"broken"), APP)),
                new Said("receipt", Receipt.of(faultOf("{\"mid\":7,\"to\":\"D_1\",\"action\":300}"), APP)),
                new Said("receipt", Receipt.of(faultOf("{\"to\":\"a device?\",\"action\":301,\"data\":{}}"), APP)),
                new Said("deviceBound", new DeviceBound(Mid.of("n-1"), APP, DEVICE, GROUP, "", true, product)),
                new Said("deviceUnbound", new DeviceUnbound(Mid.of("n-2"), APP, DEVICE, GROUP)),
                new Said("deviceUnbound", new DeviceUnbound(Mid.of("n-2"), APP, DEVICE, null)),
                new Said("devicePresence", new DevicePresence(Mid.of("n-3"), APP, DEVICE, "前台", false)));
    }

    private static final String OUT =
            "{\"mid\":\"m-1\",\"to\":\"DL3785W_1234567890\",\"time\":1,\"action\":301,\"data\":{\"cmd\":\"user_sync\"}}";

    @ParameterizedTest
    @MethodSource("saidToApps")
    void describesWhatThePlatformWrites(Said said) {
        byte[] value = MessageWriter.write(said.message(), NOW);

        assertThat(CONTRACT.messageOf(Channel.IN, value, headers("deli-message-id", "1")))
                .isEqualTo(said.name());
    }

    @Test
    void describesEachMessageThatThePlatformCanSayAndNoOther() throws Exception {
        Set<String> said = new TreeSet<>(saidToApps().map(Said::name).toList());

        assertThat(CONTRACT.messages(Channel.IN)).isEqualTo(said);
        assertThat(CONTRACT.address(Channel.IN, 7)).isEqualTo("deli.app.7.in");
        assertThat(CONTRACT.address(Channel.OUT, 7)).isEqualTo("deli.app.7.out");
    }

    @Test
    void whatItSaysAnAppMaySendIsRead() throws Exception {
        for (String sent : List.of(OUT, OUT.replace("\"mid\":\"m-1\",", ""), OUT.replace(":\"m-1\"", ":17"))) {
            assertThat(CONTRACT.messageOf(Channel.OUT, sent)).isEqualTo("appMessage");
            assertThat(FromApp.read(bytes(sent)).device()).isEqualTo(DEVICE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OUT | \"action\":301                  | \"action\":300",
                "OUT | \"cmd\":\"user_sync\"           | \"cmd\":\"\"",
                "OUT | \"cmd\":\"user_sync\"           | \"payload\":[]",
                "OUT | \"to\":\"DL3785W_1234567890\"   | \"to\":\"no device id\"",
                "OUT | \"to\":\"DL3785W_1234567890\",  | ''",
                "OUT | \"mid\":\"m-1\"                 | \"mid\":{}",
                "IN  | \"from\":\"system\"             | \"from\":\"DL3785W_1\"",
                "IN  | \"to\":\"2001\"                 | \"to\":2001",
                "IN  | \"code\":0                      | \"code\":107",
                "IN  | \"code\":0                      | \"code\":\"0\"",
                "IN  | \"msg\":\"\"                    | \"reason\":\"\"",
                "IN  | \"action\":301                  | \"action\":404",
                "IN  | \"time\":1502867086             | \"time\":\"now\"",
                "IN  | \"cmd\":                        | \"command\":",
            })
    void anAlteredRecordIsNoneOfItsMessages(Channel channel, String part, String altered) throws Exception {
        String receipt = new String(
                MessageWriter.write(Receipt.of(FromApp.read(bytes(OUT)), APP, ReplyCode.OK), NOW),
                StandardCharsets.UTF_8);
        String record = channel == Channel.OUT ? OUT : receipt;
        assertThat(record).contains(part);

        assertThatThrownBy(() -> CONTRACT.messageOf(channel, record.replace(part, altered)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a record that is no message");
    }

    @Test
    void aRecordWithoutMessageIdOrWithAHeaderThatNobodyDocumentedIsNoneOfItsMessages() throws Exception {
        byte[] value = MessageWriter.write(fromDevice("", "{\"cmd\":\"c\"}"), NOW);

        for (Headers wrong : List.of(
                headers(), headers("deli-message-id", "1", "deli-surprise", "x"), headers("deli-message-id", ""))) {
            assertThatThrownBy(() -> CONTRACT.messageOf(Channel.IN, value, wrong))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("headers of deviceMessage");
        }
    }

    @Test
    void describesTheProtocolsGoldenFilesForApps() throws IOException {
        Path folder = Repository.root().resolve("libs/protocol/src/test/resources/messages");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> golden = files.filter(
                            file -> file.getFileName().toString().startsWith("app-"))
                    .toList();
            assertThat(golden).isNotEmpty();
            for (Path file : golden) {
                Channel channel = file.getFileName().toString().contains("send") ? Channel.OUT : Channel.IN;
                assertThat(CONTRACT.messageOf(channel, Files.readString(file))).isNotEmpty();
            }
        }
    }

    @Test
    void theGuideShowsEachMessageAndOnlyWhatTheDocumentDescribes() throws IOException {
        String guide = Files.readString(Repository.root().resolve("docs/cloud-apps.md"));
        List<MatchResult> examples = EXAMPLE.matcher(guide).results().toList();
        Set<String> shown = new TreeSet<>();

        for (MatchResult example : examples) {
            Channel channel = example.group(1).equals("in") ? Channel.IN : Channel.OUT;
            assertThat(CONTRACT.messageOf(channel, example.group(3)))
                    .as(example.group())
                    .isEqualTo(example.group(2));
            shown.add(example.group(2));
        }

        assertThat(shown).containsAll(CONTRACT.messages(Channel.IN)).containsAll(CONTRACT.messages(Channel.OUT));
        assertThat(guide.split("```json", -1))
                .as("every JSON block says what it is")
                .hasSize(examples.size() + 1);
    }

    private static MessageFromDevice fromDevice(String mid, String data) throws DeviceFault {
        FromDevice read = FromDevice.of(
                EnvelopeReader.read(bytes("{" + mid + "\"to\":\"\",\"action\":300,\"data\":" + data + "}")));
        return MessageFromDevice.of((MessageToApp) read, DEVICE, APP);
    }

    private static AppFault faultOf(String value) {
        try {
            var unused = FromApp.read(bytes(value));
        } catch (AppFault fault) {
            return fault;
        }
        throw new AssertionError("was accepted: " + value);
    }

    private static Headers headers(String... namesAndValues) {
        RecordHeaders headers = new RecordHeaders();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            var unused = headers.add(namesAndValues[at], bytes(namesAndValues[at + 1]));
        }
        return headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
