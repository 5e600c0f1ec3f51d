package io.deligate.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedDeviceTest {
    private static final Identity ME = new Identity("DL3785W_1", "KQ", "DL3785W");
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private static final String MD5 = "4c56ff4ce4aaf9573aa5dff913df997a";
    private static final Habits FAST = new Habits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Span.ofSeconds(0, 7_200),
            Span.ofSeconds(20, 60),
            0,
            Span.ofSeconds(60, 60),
            60);

    private final SimulatedDevice device = device(FAST, false);

    private static SimulatedDevice device(Habits habits, boolean bad) {
        return new SimulatedDevice(ME, habits, "1.0", bad, 7, CLOCK);
    }

    /** What it says in these orders, in short: 101:1.0, 105:200, or just the action. */
    private static List<String> said(List<Order> orders) {
        List<String> said = new ArrayList<>();
        for (Order order : orders) {
            if (order instanceof Order.Say say) {
                JsonObject message = new JsonObject(say.message());
                assertThat(message.getInteger("action")).isEqualTo(say.action());
                JsonObject data = message.getJsonObject("data", new JsonObject());
                Object detail = data.getValue("product_version", data.getValue("code"));
                said.add(say.action() + (detail == null ? "" : ":" + detail));
            }
        }
        return said;
    }

    private static List<Happening> noted(List<Order> orders) {
        return of(orders, Order.Note.class).map(Order.Note::happening).toList();
    }

    private static <T> Stream<T> of(List<Order> orders, Class<T> kind) {
        return orders.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Order.Wake wake(List<Order> orders, Bell bell) {
        return of(orders, Order.Wake.class)
                .filter(order -> order.bell() == bell)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + bell + " in " + orders));
    }

    private static List<Order> ring(SimulatedDevice device, List<Order> orders, Bell bell) {
        return device.rang(bell, wake(orders, bell).ticket());
    }

    private static boolean has(List<Order> orders, Class<? extends Order> kind) {
        return orders.stream().anyMatch(kind::isInstance);
    }

    private static JsonObject reply(int action, int code) {
        return new JsonObject()
                .put("mid", "1")
                .put("from", "system")
                .put("action", action)
                .put("data", new JsonObject().put("code", code).put("msg", ""));
    }

    private static JsonObject offer(String version) {
        JsonObject reply = reply(103, 0);
        reply.getJsonObject("data")
                .put("version", version)
                .put("upgrade_type", "normal")
                .put("file_path", "http://127.0.0.1:8081/firmware/f-1/" + version)
                .put("checksum", MD5);
        return reply;
    }

    private static JsonObject notice(String version) {
        return new JsonObject().put("action", 202).put("data", new JsonObject().put("version", version));
    }

    /** Connected and told that there is nothing. */
    private static void settle(SimulatedDevice device) {
        var switched = device.switchedOn();
        assertThat(has(switched, Order.Connect.class)).isTrue();
        assertThat(said(device.connected())).startsWith("100", "101:1.0", "102", "103");
        assertThat(device.heard(reply(103, 102))).isEmpty();
        assertThat(device.phase()).isEqualTo(Phase.SETTLED);
    }

    /** Waits for its second to begin with that version. */
    private static List<Order> waitFor(SimulatedDevice device, String version) {
        settle(device);
        assertThat(said(device.heard(notice(version)))).containsExactly("103");
        List<Order> picked = device.heard(offer(version));
        assertThat(noted(picked)).containsExactly(Happening.OFFERED);
        assertThat(device.phase()).isEqualTo(Phase.WAITING);
        return picked;
    }

    private static void download(SimulatedDevice device, String version) {
        List<Order> orders = ring(device, waitFor(device, version), Bell.INSTALL);
        assertThat(of(orders, Order.Fetch.class)).singleElement().satisfies(fetch -> {
            assertThat(fetch.file()).hasPath("/firmware/f-1/" + version);
            assertThat(fetch.checksum()).isEqualTo(MD5);
        });
        assertThat(device.phase()).isEqualTo(Phase.DOWNLOADING);
    }

    /** Switched off after the download; what it ordered. */
    private static List<Order> reboot(SimulatedDevice device, String version) {
        download(device, version);
        List<Order> orders = device.fetched(Fetched.WHOLE);
        assertThat(has(orders, Order.Disconnect.class)).isTrue();
        assertThat(device.version()).isEqualTo("1.0");
        return orders;
    }

    @Test
    void introducesItselfAndAsksHowItStandsAfterEachConnect() {
        settle(device);

        List<Order> lost = device.disconnected();
        assertThat(has(ring(device, lost, Bell.CONNECT), Order.Connect.class)).isTrue();

        assertThat(said(device.connected())).containsExactly("100", "101:1.0", "102", "103");
    }

    @Test
    void triesAgainLaterEachTimeUntilThePlatformSpeaksToIt() {
        device.switchedOn();
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<Order> orders = device.disconnected();
            gaps.add(wake(orders, Bell.CONNECT).after().toMillis());
            assertThat(ring(device, orders, Bell.CONNECT)).hasOnlyElementsOfType(Order.Connect.class);
        }
        assertThat(gaps.get(0)).isBetween(500L, 1_000L);
        assertThat(gaps.get(3)).isBetween(4_000L, 8_000L);
        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isLessThanOrEqualTo(64_000L));
        assertThat(gaps.get(9)).isGreaterThanOrEqualTo(32_000L);

        device.connected();
        assertThat(wake(device.disconnected(), Bell.CONNECT).after().toMillis()).isGreaterThanOrEqualTo(32_000L);
        device.connected();
        device.heard(reply(100, 0));
        assertThat(wake(device.disconnected(), Bell.CONNECT).after().toMillis()).isLessThanOrEqualTo(1_000L);
    }

    @Test
    void keepsTalkingWhileItIsConnectedOnly() {
        List<Order> on = device.switchedOn();
        assertThat(said(ring(device, on, Bell.HEARTBEAT))).isEmpty();
        device.connected();
        List<Order> again = device.rang(
                Bell.HEARTBEAT,
                wake(device.rang(Bell.HEARTBEAT, 2), Bell.HEARTBEAT).ticket());

        assertThat(said(again)).containsExactly("100");
        assertThat(wake(again, Bell.HEARTBEAT).after()).isEqualTo(Duration.ofSeconds(60));
        assertThat(said(ring(device, on, Bell.CHECKIN))).containsExactly("300");
    }

    @Test
    void installsWhatIsOfferedInItsOwnSecondAndReportsItAfterItsReboot() {
        List<Order> down = reboot(device, "2.0");
        assertThat(device.phase()).isEqualTo(Phase.INSTALLING);
        assertThat(wake(down, Bell.BOOTED).after()).isBetween(Duration.ofMillis(333), Duration.ofSeconds(1));

        assertThat(has(ring(device, down, Bell.BOOTED), Order.Connect.class)).isTrue();
        List<Order> up = device.connected();

        assertThat(said(up)).containsExactly("100", "101:2.0", "102", "103");
        assertThat(device.version()).isEqualTo("2.0");
        assertThat(noted(device.heard(reply(101, 0)))).containsExactly(Happening.INSTALLED);
        assertThat(noted(device.heard(reply(101, 0)))).isEmpty();
        assertThat(device.phase()).isEqualTo(Phase.SETTLED);
    }

    @Test
    void picksItsSecondInTheWindowFasterByTheTimeScale() {
        for (int seed = 0; seed < 200; seed++) {
            SimulatedDevice other = new SimulatedDevice(ME, FAST, "1.0", false, seed, CLOCK);
            assertThat(wake(waitFor(other, "2.0"), Bell.INSTALL).after())
                    .isBetween(Duration.ZERO, Duration.ofSeconds(120));
        }
    }

    @Test
    void doesTheSameAgainWithTheSameSeed() {
        SimulatedDevice twin = device(FAST, false);

        assertThat(twin.switchedOn()).isEqualTo(device.switchedOn());
        assertThat(twin.connected()).isEqualTo(device.connected());
        assertThat(twin.heard(offer("2.0"))).isEqualTo(device.heard(offer("2.0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "0.9", ""})
    void ignoresAVersionThatIsNotNewer(String version) {
        settle(device);

        assertThat(said(device.heard(notice(version)))).isEmpty();
        assertThat(has(device.heard(offer(version)), Order.Wake.class)).isFalse();
        assertThat(device.phase()).isEqualTo(Phase.SETTLED);
    }

    @Test
    void ignoresTheSameNoticeAgainWhereverItIs() {
        List<Order> picked = waitFor(device, "2.0");
        assertThat(said(device.heard(notice("2.0")))).isEmpty();
        assertThat(of(device.heard(offer("2.0")), Order.Wake.class)).isEmpty();
        assertThat(has(ring(device, picked, Bell.INSTALL), Order.Fetch.class)).isTrue();
        assertThat(device.rang(Bell.INSTALL, wake(picked, Bell.INSTALL).ticket()))
                .isEmpty();
        assertThat(said(device.heard(notice("2.0")))).isEmpty();
        assertThat(has(device.fetched(Fetched.WHOLE), Order.Disconnect.class)).isTrue();
        assertThat(device.fetched(Fetched.WHOLE)).isEmpty();
    }

    @Test
    void asksOnceHoweverOftenItIsTold() {
        settle(device);

        assertThat(said(device.heard(notice("2.0")))).containsExactly("103");
        assertThat(said(device.heard(notice("2.0")))).isEmpty();
    }

    @Test
    void takesTheNewerOneWhileItWaits() {
        List<Order> picked = waitFor(device, "2.0");

        assertThat(said(device.heard(notice("3.0")))).containsExactly("103");
        List<Order> other = device.heard(offer("3.0"));

        assertThat(ring(device, picked, Bell.INSTALL)).isEmpty();
        assertThat(of(ring(device, other, Bell.INSTALL), Order.Fetch.class))
                .singleElement()
                .satisfies(fetch -> assertThat(fetch.file()).hasPath("/firmware/f-1/3.0"));
    }

    @Test
    void looksAgainForWhatItHeardOfWhileItWasBusy() {
        List<Order> down = reboot(device, "2.0");
        device.heard(notice("3.0"));
        ring(device, down, Bell.BOOTED);
        device.connected();

        assertThat(said(device.heard(reply(101, 0)))).containsExactly("103");
        assertThat(noted(device.heard(offer("3.0")))).containsExactly(Happening.OFFERED);
    }

    @Test
    void comesUpWithTheOldFirmwareWhereNoneInstallsAndSaysSoOnce() {
        SimulatedDevice bad = device(FAST, true);
        ring(bad, reboot(bad, "2.0"), Bell.BOOTED);

        assertThat(said(bad.connected())).containsExactly("100", "101:1.0", "102", "105:200", "103");
        assertThat(noted(bad.heard(reply(101, 0)))).isEmpty();
        assertThat(noted(bad.heard(reply(105, 0)))).containsExactly(Happening.FAILED);

        assertThat(bad.version()).isEqualTo("1.0");
        assertThat(said(bad.heard(notice("2.0")))).isEmpty();
        assertThat(has(bad.heard(offer("2.0")), Order.Wake.class)).isFalse();
        assertThat(said(bad.heard(notice("2.1")))).containsExactly("103");
    }

    @Test
    void repeatsAReportThatNobodyAnswered() {
        SimulatedDevice bad = device(FAST, true);
        ring(bad, reboot(bad, "2.0"), Bell.BOOTED);
        List<Order> up = bad.connected();

        assertThat(said(ring(bad, up, Bell.REPEAT))).containsExactly("105:200");
        bad.disconnected();
        assertThat(said(bad.connected())).contains("105:200");
    }

    @Test
    void endsAnUpdateThatTheFileServerRefuses() {
        download(device, "2.0");

        assertThat(noted(device.fetched(Fetched.REFUSED))).containsExactly(Happening.WITHDRAWN);

        assertThat(device.phase()).isEqualTo(Phase.SETTLED);
        assertThat(said(device.heard(notice("2.0")))).containsExactly("103");
    }

    @Test
    void raisesTheAlarmForAFileThatCannotBeHadOrHasAnotherMd5() {
        download(device, "2.0");

        assertThat(said(device.fetched(Fetched.BROKEN))).containsExactly("105:200");
        assertThat(noted(device.heard(reply(105, 0)))).containsExactly(Happening.FAILED);
        assertThat(said(device.heard(notice("2.0")))).isEmpty();
    }

    @Test
    void dropsAnOfferThatIsTakenBackBeforeItsSecond() {
        List<Order> picked = waitFor(device, "2.0");
        device.disconnected();
        assertThat(said(device.connected())).contains("103");

        assertThat(noted(device.heard(reply(103, 102)))).containsExactly(Happening.WITHDRAWN);
        assertThat(ring(device, picked, Bell.INSTALL)).isEmpty();
    }

    @Test
    void goesOnWithItsDownloadWhenItsConnectionIsCut() {
        download(device, "2.0");
        List<Order> lost = device.disconnected();
        assertThat(has(device.fetched(Fetched.WHOLE), Order.Disconnect.class)).isTrue();

        assertThat(ring(device, lost, Bell.CONNECT)).isEmpty();
    }

    @Test
    void asksAgainWhenThePlatformHasTroubleToAnswer() {
        settle(device);
        List<Order> asked = device.heard(notice("2.0"));
        device.heard(reply(103, -1));

        List<Order> again = ring(device, asked, Bell.REPEAT);
        assertThat(said(again)).containsExactly("103");
        device.heard(offer("2.0"));
        assertThat(ring(device, again, Bell.REPEAT)).isEmpty();
    }

    @Test
    void isAwayAndComesBack() {
        Habits restless = new Habits(
                Duration.ZERO,
                Duration.ZERO,
                Span.ofSeconds(0, 0),
                Span.ofSeconds(1, 1),
                0.5,
                Span.ofSeconds(60, 60),
                1);
        int away = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            SimulatedDevice other = new SimulatedDevice(ME, restless, "1.0", false, seed, CLOCK);
            List<Order> on = other.switchedOn();
            away += other.isAway() ? 1 : 0;
            assertThat(has(on, Order.Connect.class)).isNotEqualTo(other.isAway());
        }
        assertThat(away).isBetween(400, 600);
    }

    @Test
    void learnsOfAnOfferThatItMissedWhileItWasAway() {
        SimulatedDevice restless = sometimesAway();
        List<Order> on = restless.switchedOn();
        restless.connected();
        restless.heard(reply(103, 102));
        List<Order> left = ring(restless, on, Bell.LEAVE);
        assertThat(has(left, Order.Disconnect.class)).isTrue();
        assertThat(restless.isAway()).isTrue();

        assertThat(has(ring(restless, left, Bell.RETURN), Order.Connect.class)).isTrue();
        assertThat(said(restless.connected())).contains("103");
        assertThat(noted(restless.heard(offer("2.0")))).containsExactly(Happening.OFFERED);
    }

    @Test
    void beginsALateDownloadWhenItIsBackAndStillOffered() {
        SimulatedDevice restless = sometimesAway();
        List<Order> on = restless.switchedOn();
        restless.connected();
        List<Order> picked = restless.heard(offer("2.0"));
        List<Order> left = ring(restless, on, Bell.LEAVE);
        assertThat(ring(restless, picked, Bell.INSTALL)).isEmpty();
        ring(restless, left, Bell.RETURN);
        restless.connected();

        assertThat(has(restless.heard(offer("2.0")), Order.Fetch.class)).isTrue();
    }

    @Test
    void isNotSwitchedOffInTheMiddleOfAnUpdate() {
        SimulatedDevice restless = sometimesAway();
        List<Order> on = restless.switchedOn();
        restless.connected();
        ring(restless, restless.heard(offer("2.0")), Bell.INSTALL);

        List<Order> later = ring(restless, on, Bell.LEAVE);

        assertThat(has(later, Order.Disconnect.class)).isFalse();
        assertThat(wake(later, Bell.LEAVE).after()).isPositive();
    }

    private static SimulatedDevice sometimesAway() {
        Habits restless = new Habits(
                Duration.ZERO,
                Duration.ZERO,
                Span.ofSeconds(9, 9),
                Span.ofSeconds(1, 1),
                0.01,
                Span.ofSeconds(60, 60),
                1);
        return device(restless, false);
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(
                        "{\"mid\":\"7\",\"from\":\"42\",\"action\":200,\"data\":{\"cmd\":\"version\",\"payload\":{}}}",
                        "{\"mid\":\"7\",\"to\":\"42\",\"time\":1700000000,\"action\":200,"
                                + "\"data\":{\"code\":0,\"cmd\":\"version\",\"payload\":{\"version\":\"1.0\"}}}"),
                Arguments.of(
                        "{\"mid\":8,\"from\":\"42\",\"action\":200,\"data\":{\"cmd\":\"open\"}}",
                        "{\"mid\":8,\"to\":\"42\",\"time\":1700000000,\"action\":200,"
                                + "\"data\":{\"code\":0,\"cmd\":\"open\",\"payload\":{}}}"),
                Arguments.of(
                        "{\"action\":200,\"data\":{}}",
                        "{\"time\":1700000000,\"action\":200,"
                                + "\"data\":{\"code\":100,\"msg\":\"cmd: missing (expected: a text)\"}}"),
                Arguments.of(
                        "{\"mid\":\"9\",\"from\":\"system\",\"action\":201,\"data\":{\"ftp_host\":\"h\"}}",
                        "{\"mid\":\"9\",\"to\":\"system\",\"time\":1700000000,\"action\":201,"
                                + "\"data\":{\"code\":201,\"msg\":\"a simulated device keeps no logs\"}}"),
                Arguments.of(
                        "{\"mid\":\"9\",\"from\":\"system\",\"action\":299,\"data\":{}}",
                        "{\"mid\":\"9\",\"to\":\"system\",\"time\":1700000000,\"action\":299,\"data\":{\"code\":106,"
                                + "\"msg\":\"a simulated device does not know this action\"}}"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void answersCommandsByTheBook(String command, String answer) {
        settle(device);

        List<Order> orders = device.heard(new JsonObject(command));

        assertThat(noted(orders)).containsExactly(Happening.COMMAND);
        assertThat(of(orders, Order.Say.class).map(Order.Say::message)).containsExactly(answer);
    }

    @Test
    void countsWhatExpectsNoAnswer() {
        settle(device);

        assertThat(noted(device.heard(new JsonObject("{\"action\":203,\"data\":{\"status\":1}}"))))
                .containsExactly(Happening.NOTICE);
        assertThat(noted(device.heard(new JsonObject("{\"action\":301,\"data\":{\"cmd\":\"x\"}}"))))
                .containsExactly(Happening.APP_MESSAGE);
        assertThat(noted(device.heard(new JsonObject("{}")))).containsExactly(Happening.UNREADABLE);
        assertThat(noted(device.heardNoise())).containsExactly(Happening.UNREADABLE);
    }

    @Test
    void doesNoBusinessBeforeAForcedUpgradeIsIn() {
        List<Order> on = device.switchedOn();
        device.connected();
        JsonObject forced = offer("2.0");
        forced.getJsonObject("data").put("upgrade_type", "force");
        device.heard(forced);

        assertThat(said(ring(device, on, Bell.CHECKIN))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h/f", "/f", "http:///f", "ht tp"})
    void doesNotFollowALinkThatIsNoWebAddress(String link) {
        settle(device);
        JsonObject odd = offer("2.0");
        odd.getJsonObject("data").put("file_path", link);

        assertThat(noted(device.heard(odd))).isEmpty();
        assertThat(device.phase()).isEqualTo(Phase.SETTLED);
    }
}
