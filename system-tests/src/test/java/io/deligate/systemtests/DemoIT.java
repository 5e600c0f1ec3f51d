package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.testkit.Await;
import io.deligate.testkit.app.AppContract;
import io.deligate.testkit.app.AppContract.Channel;
import io.deligate.testkit.app.FakeApp;
import io.deligate.testkit.mqtt.FakeDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a newcomer sees after {@code ./deligate up --demo}, and what the examples for app developers do beside it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration IN_A_WHILE = Duration.ofSeconds(60);
    private static final AppContract CONTRACT = AppContract.load();
    private static final List<String> MACHINES = List.of("DL3785W_DEMO1", "DL3785W_DEMO2", "DL3785W_DEMO3");
    private static final Pattern CONNECT =
            Pattern.compile("-i (DL3785W_\\S+) -u (DL3785W) -P ([0-9a-f]{32})", Pattern.DOTALL);

    @TempDir
    private static Path folder;

    private static DeligateProcess platform;
    private static RegistryApi registry;

    @BeforeAll
    static void up() throws Exception {
        platform = DeligateProcess.up(folder.resolve("data"), "--demo");
        registry = RegistryApi.of(platform, folder.resolve("data"));
    }

    @AfterAll
    static void down() {
        platform.close();
    }

    @Test
    @Order(1)
    void printsAConnectLineThatWorksAndKeepsAFleetTalking() {
        connectAndAsk();
        Await.until(
                SOON,
                "the fleet is online",
                () -> registry.get("/v1/devices?product=DL3785W&online=true")
                                .body()
                                .get("items")
                                .size()
                        >= 3);
    }

    @Test
    @Order(2)
    void showsThatMachinesAndTheirCloudAppTalk() {
        showsTheTalk();
    }

    @Test
    @Order(2)
    @Tag("R127")
    @Tag("R129")
    void theFirstStepsOfTheGuideGetTheReceiptsItNames() throws Exception {
        try (FakeApp app = FakeApp.open(platform.address("kafka"), "deli.", demoApp())) {
            app.send("hello", MACHINES.get(0), "{\"cmd\":\"display\",\"payload\":\"Good morning\"}");
            app.send("nobody", "DL3785W_NOBODY", "{\"cmd\":\"display\"}");
            app.send("DL3785W_BROKEN", "no JSON");

            assertThat(receipt(app, "\"mid\":\"hello\"")).contains("\"code\":0,");
            assertThat(receipt(app, "\"mid\":\"nobody\"")).contains("\"code\":102,");
            assertThat(receipt(app, "\"code\":100")).doesNotContain("\"mid\"").doesNotContain("device_id");
        }
    }

    /** The receipt that holds a text; each of them is one by the contract. */
    private static String receipt(FakeApp app, String text) {
        var record = app.next(SOON, FakeApp.holding("\"action\":301").and(FakeApp.holding(text)));
        assertThat(CONTRACT.messageOf(Channel.IN, record.value(), record.headers()))
                .isEqualTo("receipt");
        return FakeApp.text(record);
    }

    @ParameterizedTest
    @EnumSource(ExampleApp.Language.class)
    @Order(3)
    @Tag("R114")
    @Tag("R115")
    @Tag("R127")
    void anExampleGivesMachinesTheirUsersAndKeepsEachCheckinOnceAlsoWhenItIsKilled(ExampleApp.Language language)
            throws Exception {
        String kafka = platform.address("kafka");
        long id = newApp(language.name());
        String in = CONTRACT.address(Channel.IN, id);
        try (ExampleApp app = ExampleApp.prepared(language, folder.resolve(language.name()))) {
            app.users("[{\"id\":\"%s-1\",\"name\":\"Uncle Wang\"}]".formatted(language));
            app.start(kafka, id);
            Await.untilAsserted(
                    IN_A_WHILE,
                    () -> assertThat(users(app.kept())).as("%s", app).contains(language + "-1"));

            app.kill();
            int before = checkins(kafka, in).size();
            Await.until(
                    SOON,
                    "check-ins while it is away",
                    () -> checkins(kafka, in).size() >= before + 4);
            app.start(kafka, id);

            Set<String> heard = checkins(kafka, in).keySet();
            Await.untilAsserted(
                    IN_A_WHILE,
                    () -> assertThat(messageIds(app.kept())).as("%s", app).containsAll(heard));
            assertThat(messageIds(app.kept())).doesNotHaveDuplicates();
            assertWithoutGap(app.kept());
        }
        assertThat(unbind(id)).containsOnly(204);
        assertThatTheContractDescribesWhatItHears(
                kafka, id, "deviceMessage", "receipt", "deviceBound", "deviceUnbound");
        assertThat(AppTopic.records(kafka, CONTRACT.address(Channel.OUT, id)))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(CONTRACT.messageOf(Channel.OUT, record.value(), record.headers()))
                        .isEqualTo("appMessage"));
    }

    @Test
    @Order(4)
    void goesOnAfterARestart() throws Exception {
        String printed = connectLine();
        platform.close();
        up();

        assertThat(connectLine()).isEqualTo(printed);
        connectAndAsk();
        showsTheTalk();
        assertThat(registry.get("/v1/groups").body().get("items")).hasSize(1);
        assertThatTheContractDescribesWhatItHears(
                platform.address("kafka"), demoApp(), "deviceMessage", "devicePresence");
    }

    private static void showsTheTalk() {
        for (String line : List.of("demo: 300 from DL3785W_DEMO", "demo: 301 to DL3785W_DEMO", "demo: receipt 0: ")) {
            Await.until(SOON, line, () -> platform.output().contains(line));
        }
    }

    private static long demoApp() throws Exception {
        List<Long> found = new ArrayList<>();
        for (JsonNode app : registry.get("/v1/apps").body().get("items")) {
            if (app.get("name").asText().startsWith("Demo")) {
                found.add(app.get("service_id").asLong());
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** An app that all machines of the demo are bound to. */
    private static long newApp(String name) throws Exception {
        long id = registry.post("/v1/apps", "{\"name\":\"%s\",\"products\":[\"DL3785W\"]}".formatted(name))
                .body()
                .get("service_id")
                .asLong();
        for (String machine : MACHINES) {
            assertThat(registry.put("/v1/devices/" + machine + "/apps/" + id).status())
                    .isBetween(200, 204);
        }
        return id;
    }

    private static List<Integer> unbind(long id) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (String machine : MACHINES) {
            statuses.add(
                    registry.delete("/v1/devices/" + machine + "/apps/" + id).status());
        }
        return statuses;
    }

    /** All that is in the app's topic, and these messages are among it. */
    private static void assertThatTheContractDescribesWhatItHears(String kafka, long id, String... expected) {
        Await.untilAsserted(SOON, () -> {
            Set<String> said = new TreeSet<>();
            for (var record : AppTopic.records(kafka, CONTRACT.address(Channel.IN, id))) {
                said.add(CONTRACT.messageOf(Channel.IN, record.value(), record.headers()));
            }
            assertThat(said).contains(expected);
        });
    }

    /** The check-ins in an app's topic by their message ids. */
    private static Map<String, String> checkins(String kafka, String topic) {
        Map<String, String> found = new TreeMap<>();
        for (ConsumerRecord<String, byte[]> record : AppTopic.records(kafka, topic)) {
            String value = new String(record.value(), StandardCharsets.UTF_8);
            if (value.contains("\"cmd\":\"checkin\"")) {
                byte[] id = record.headers().lastHeader("deli-message-id").value();
                found.put(new String(id, StandardCharsets.US_ASCII), value);
            }
        }
        return found;
    }

    private static List<String> messageIds(List<JsonNode> kept) {
        return kept.stream().map(line -> line.get("message_id").asText()).toList();
    }

    private static Set<String> users(List<JsonNode> kept) {
        Set<String> users = new TreeSet<>();
        kept.forEach(line -> users.add(line.at("/record/data/payload/0/user_id").asText()));
        return users;
    }

    /** Each machine numbers its check-ins without a gap. */
    private static void assertWithoutGap(List<JsonNode> kept) {
        Map<String, List<Long>> serials = new TreeMap<>();
        kept.forEach(line -> serials.computeIfAbsent(line.at("/record/from").asText(), machine -> new ArrayList<>())
                .add(line.at("/record/data/payload/0/serial").asLong()));
        assertThat(serials).isNotEmpty().allSatisfy((machine, numbers) -> {
            for (int at = 1; at < numbers.size(); at++) {
                assertThat(numbers.get(at)).as(machine).isEqualTo(numbers.get(at - 1) + 1);
            }
        });
    }

    private static String connectLine() {
        Matcher match = CONNECT.matcher(platform.output());
        assertThat(match.find()).as("a connect line in:\n%s", platform.output()).isTrue();
        return match.group();
    }

    private static void connectAndAsk() {
        Matcher match = CONNECT.matcher(platform.output());
        assertThat(match.find()).isTrue();
        try (FakeDevice device = FakeDevice.onPort(platform.port("mqtt-edge"), match.group(1))
                .credentials(match.group(2), match.group(3))
                .connect()) {
            assertThat(device.request("{\"mid\":\"1\",\"action\":100,\"time\":0}")
                            .envelope()
                            .action())
                    .isEqualTo(100);
        }
    }
}
