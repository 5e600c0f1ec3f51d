package io.deligate.mqttedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.CredentialVerifier;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.ProductKey;
import io.deligate.servicekit.config.Secret;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.deligate.testkit.mqtt.ConnectPacket;
import io.deligate.testkit.mqtt.FakeDevice;
import io.deligate.testkit.mqtt.MqttBytes;
import io.deligate.testkit.mqtt.Packet;
import io.deligate.testkit.mqtt.RawMqtt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(KafkaExtension.class)
class OwnCredentialsIT {
    private static final int WELCOME = 0;
    private static final int BAD_CREDENTIALS = 4;
    private static final int NOT_AUTHORIZED = 5;
    private static final String PRE = "PRE1";
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static EdgeFixture edge;

    @BeforeAll
    static void startEdge(TestKafka kafka) {
        edge = EdgeFixture.around(kafka);
        edge.registry().product(PRE, AuthScheme.PRE_REGISTERED, true, "k");
        edge.registry().product("OFF1", AuthScheme.PRE_REGISTERED, false, "k");
        edge.startEdge();
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    private static CredentialVerifier pair(String username, String password, Instant from, @Nullable Instant until) {
        byte[] key = ("key of " + username + password).getBytes(StandardCharsets.UTF_8);
        return new CredentialVerifier(username, key, CredentialVerifier.hash(key, password), from, until);
    }

    private static CredentialVerifier pair(String username, String password) {
        return pair(username, password, LONG_AGO, null);
    }

    private static int connack(String id, String user, String password) {
        ConnectPacket connect = ConnectPacket.of(id).user(user).password(password);
        try (RawMqtt raw = edge.open().send(connect.bytes())) {
            return raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode();
        }
    }

    private static int connackByProductKey(String id, String model, String key) {
        return connack(id, model, FakeDevice.passwordOf(id, model, key));
    }

    @ParameterizedTest
    @CsvSource({
        "account-7, Pass word-7, 0",
        "account-7, pass word-7, 4",
        "account-7, 'Pass word-7 ', 4",
        "Account-7, Pass word-7, 4",
        "free-id, Pass word-7, 4",
        "Pass word-7, account-7, 4"
    })
    @Tag("R11")
    void onlyThePairAsItWasRegisteredOpens(String user, String password, int code) {
        edge.registry().device("free-id", PRE, DeviceStatus.NORMAL, pair("account-7", "Pass word-7"));
        assertThat(connack("free-id", user, password)).isEqualTo(code);
    }

    @Test
    @Tag("R11")
    void aDeviceLetInByItsOwnPairTalksAsOneOfItsProduct() {
        edge.registry().device("talker", PRE, DeviceStatus.NORMAL, pair("talker", "secret"));
        try (RawMqtt raw = edge.open()
                .send(
                        ConnectPacket.of("talker")
                                .user("talker")
                                .password("secret")
                                .bytes(),
                        MqttBytes.publish("device", "{\"action\":100,\"mid\":\"1\"}", 1, 1))) {
            assertThat(raw.read(Packet.CONNACK, EdgeFixture.SOON).connackCode()).isZero();
            var request = edge.requests("talker", 1).get(0);
            assertThat(EdgeFixture.header(request, "deli-product")).isEqualTo(PRE);
        }
    }

    @Test
    @Tag("R11")
    void onePairDoesNotOpenForAnotherDevice() {
        edge.registry().device("left", PRE, DeviceStatus.NORMAL, pair("left", "secret"));
        edge.registry().device("right", PRE, DeviceStatus.NORMAL, pair("right", "other"));
        assertThat(connack("right", "left", "secret")).isEqualTo(BAD_CREDENTIALS);
    }

    @Test
    @Tag("R12")
    void theProductKeyOpensNothingForADeviceWithAPairOfItsOwn() {
        String id = edge.newId();
        edge.registry().device(id, MapRegistry.MODEL, DeviceStatus.NORMAL, pair("own", "secret"));
        assertThat(connackByProductKey(id, MapRegistry.MODEL, MapRegistry.KEY)).isEqualTo(BAD_CREDENTIALS);
        assertThat(connack(id, "own", "secret")).isEqualTo(WELCOME);
    }

    @Test
    @Tag("R12")
    void theProductKeyStaysShutWhenTheLastPairHasEnded() {
        String id = edge.newId();
        Instant ended = Instant.now().minusSeconds(60);
        edge.registry().device(id, MapRegistry.MODEL, DeviceStatus.NORMAL, pair("own", "secret", LONG_AGO, ended));
        assertThat(connackByProductKey(id, MapRegistry.MODEL, MapRegistry.KEY)).isEqualTo(BAD_CREDENTIALS);
        assertThat(connack(id, "own", "secret")).isEqualTo(BAD_CREDENTIALS);
        assertThat(edge.metric("deligate_edge_connects_total{result=\"credentials-expired\"}"))
                .isPositive();
    }

    @Test
    @Tag("R11")
    void duringARotationBothPairsOpenAndAPairOfTomorrowDoesNot() {
        Instant now = Instant.now();
        edge.registry()
                .device(
                        "rotating",
                        PRE,
                        DeviceStatus.NORMAL,
                        pair("rotating", "old", LONG_AGO, now.plusSeconds(3600)),
                        pair("rotating", "new"),
                        pair("rotating", "tomorrow", now.plusSeconds(86_400), null));
        assertThat(connack("rotating", "rotating", "old")).isEqualTo(WELCOME);
        assertThat(connack("rotating", "rotating", "new")).isEqualTo(WELCOME);
        assertThat(connack("rotating", "rotating", "tomorrow")).isEqualTo(BAD_CREDENTIALS);
    }

    @Test
    @Tag("R11")
    void aRevokedPairOpensNothingOnceTheChangeIsAnnounced() {
        edge.registry().device("revoked", PRE, DeviceStatus.NORMAL, pair("revoked", "secret"));
        assertThat(connack("revoked", "revoked", "secret")).isEqualTo(WELCOME);

        edge.registry().device("revoked", PRE, DeviceStatus.NORMAL, pair("revoked", "secret", LONG_AGO, Instant.now()));
        edge.announce(new DeviceId("revoked"));

        Await.until(
                EdgeFixture.SOON, "the pair's end", () -> connack("revoked", "revoked", "secret") == BAD_CREDENTIALS);
    }

    @Test
    @Tag("R13")
    void aProductOfPreRegisteredDevicesOnlyRefusesWhomNobodyRegistered() {
        assertThat(connackByProductKey(PRE + "_unseen", PRE, "k")).isEqualTo(NOT_AUTHORIZED);
        assertThat(connackByProductKey(PRE + "_unseen", PRE, "wrong")).isEqualTo(BAD_CREDENTIALS);
        assertThat(connack("unseen", "account", "secret")).isEqualTo(BAD_CREDENTIALS);
    }

    @Test
    @Tag("R14")
    void theRightPairDoesNotHelpABannedDeviceNorADisabledProduct() {
        edge.registry().device("banned", PRE, DeviceStatus.BANNED, pair("banned", "secret"));
        edge.registry().device("off", "OFF1", DeviceStatus.NORMAL, pair("off", "secret"));
        assertThat(connack("banned", "banned", "secret")).isEqualTo(NOT_AUTHORIZED);
        assertThat(connack("off", "off", "secret")).isEqualTo(NOT_AUTHORIZED);
        assertThat(connack("banned", "banned", "wrong")).isEqualTo(BAD_CREDENTIALS);
    }

    @Test
    void anOldProductKeyWorksForTheOverlapAndEndsWithoutAnybodyBeingTold() {
        // validity is kept in milliseconds
        Instant end = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS);
        edge.registry()
                .product("ROT1", new ProductKey(new Secret("new"), null), new ProductKey(new Secret("old"), end));
        edge.announce(new ProductModel("ROT1"));
        assertThat(connackByProductKey("ROT1_1", "ROT1", "old")).isEqualTo(WELCOME);
        assertThat(connackByProductKey("ROT1_1", "ROT1", "new")).isEqualTo(WELCOME);

        Await.until(
                Duration.ofSeconds(20),
                "the old key's end",
                () -> connackByProductKey("ROT1_1", "ROT1", "old") == BAD_CREDENTIALS);

        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertThat(connackByProductKey("ROT1_1", "ROT1", "new")).isEqualTo(WELCOME);
    }
}
