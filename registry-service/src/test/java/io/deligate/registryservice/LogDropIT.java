package io.deligate.registryservice;

import static io.deligate.registryservice.HandEdge.json;
import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.logdrop.FtpConfig;
import io.deligate.registryservice.store.RegistryDatabase;
import io.deligate.servicekit.config.ByteSize;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Logs from a device's FTP client to REST. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // fields are set before all tests
class LogDropIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ProductModel MODEL = new ProductModel("LOGS");
    private static final DeviceId DEVICE = new DeviceId("LOGS_1");
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_FILES = 3;

    private Path folder;
    private RegistryConfig config;
    private RunningRegistry registry;
    private HandEdge edge;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database, @TempDir Path fresh) throws Exception {
        folder = fresh;
        config = RunningRegistry.with(
                ftp(0, folder.resolve("in")),
                RunningRegistry.config(kafka, database, "logs.", RunningRegistry.ADMIN_KEY));
        registry = RunningRegistry.start(config);
        edge = new HandEdge(kafka, "logs.");
        var unused = registry.createProduct(MODEL.value());
        var unusedEpoch = edge.connect(DEVICE, MODEL);
        Await.until(
                LIMIT, "the device", () -> registry.get("/v1/devices/" + DEVICE).statusCode() == 200);
    }

    private static FtpConfig ftp(int port, Path folder) {
        return new FtpConfig(
                true,
                "127.0.0.1",
                port,
                "",
                "0",
                folder,
                new ByteSize(MOST_BYTES),
                MOST_FILES,
                Duration.ofHours(1),
                Duration.ofDays(7));
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    /** What a device was told: the command's id and the data of the 201. */
    private record Told(String command, JsonObject data) {
        String user() {
            return data.getString("ftp_user");
        }
    }

    private Told order() throws Exception {
        HttpResponse<String> sent = Await.untilPresent(LIMIT, "an online device", () -> {
            HttpResponse<String> answer = registry.post(
                    "/v1/devices/" + DEVICE + "/commands",
                    "{\"action\":201,\"data\":{\"log_start\":\"2017-08-10\"},\"timeout_s\":600}");
            return answer.statusCode() == 202 ? Optional.of(answer) : Optional.empty();
        });
        String id = new JsonObject(sent.body()).getString("command_id");
        return new Told(id, json(edge.awaitMessage(id)).getJsonObject("data"));
    }

    private static FTPClient connect(Told told) throws IOException {
        FTPClient client = new FTPClient();
        client.setConnectTimeout(20_000);
        client.setDefaultTimeout(20_000);
        client.setControlEncoding("UTF-8");
        client.connect(told.data.getString("ftp_host"), told.data.getInteger("ftp_port"));
        return client;
    }

    private static FTPClient login(Told told) throws IOException {
        FTPClient client = connect(told);
        assertThat(client.login(told.user(), told.data.getString("ftp_password")))
                .as(client.getReplyString())
                .isTrue();
        client.enterLocalPassiveMode();
        assertThat(client.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
        return client;
    }

    private static boolean store(FTPClient client, String name, byte[] bytes) throws IOException {
        return client.storeFile(name, new ByteArrayInputStream(bytes));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private JsonArray files(Told told) throws Exception {
        return new JsonObject(
                        registry.get("/v1/commands/" + told.command + "/files").body())
                .getJsonArray("items");
    }

    private HttpResponse<byte[]> download(Told told, String name) throws Exception {
        String path = "/v1/commands/" + told.command + "/files/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + registry.port() + path))
                                .header("Authorization", "Bearer " + RunningRegistry.ADMIN_KEY)
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    @Tag("R102")
    @Tag("R148")
    void aDeviceUploadsItsLogsAndTheCallerDownloadsThemByteTrue() throws Exception {
        Told told = order();
        assertThat(told.data.getString("ftp_host")).isEqualTo("127.0.0.1");
        assertThat(told.data.getInteger("ftp_port")).isEqualTo(registry.ftpPort());
        assertThat(told.data.getString("log_start")).isEqualTo("2017-08-10");
        byte[] packed = random(30_000);
        FTPClient client = login(told);
        // what careless clients do: a bare directory change, text mode for packed bytes
        assertThat(client.sendCommand("TYPE A")).isEqualTo(200);
        assertThat(client.changeWorkingDirectory("/")).isTrue();
        assertThat(client.printWorkingDirectory()).isEqualTo("/");
        assertThat(store(client, "日志 1.gz", packed)).as(client.getReplyString()).isTrue();
        client.setUseEPSVwithIPv4(true);
        assertThat(store(client, "/b.log", random(100))).isTrue();
        assertThat(client.logout()).isTrue();
        client.disconnect();

        JsonArray files = files(told);
        assertThat(files.stream().map(file -> ((JsonObject) file).getString("name")))
                .containsExactly("b.log", "日志 1.gz");
        assertThat(files.getJsonObject(1).getLong("size")).isEqualTo(packed.length);
        assertThat(files.getJsonObject(1).getInstant("uploaded_at"))
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(1));
        HttpResponse<byte[]> file = download(told, "日志 1.gz");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(packed);
        assertThat(file.headers().firstValue("content-disposition"))
                .contains("attachment; filename*=UTF-8''%E6%97%A5%E5%BF%97%201.gz");
        assertThat(file.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(file.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(download(told, "none").statusCode()).isEqualTo(404);
        assertThat(download(told, "../b.log").statusCode()).isEqualTo(404);
        assertThat(registry.get("/v1/commands/00000000-0000-0000-0000-000000000000/files")
                        .statusCode())
                .isEqualTo(404);

        for (String path : List.of("/v1/commands/" + told.command, "/v1/devices/" + DEVICE + "/commands")) {
            assertThat(registry.get(path).body())
                    .doesNotContain(told.data.getString("ftp_password"))
                    .doesNotContain(told.user());
        }
        edge.answer(DEVICE, 201, '"' + mid(told) + '"', "{\"code\":0}");
        assertThat(new JsonObject(registry.get("/v1/commands/" + told.command + "?wait_s=20")
                                .body())
                        .getString("state"))
                .isEqualTo("succeeded");
    }

    private String mid(Told told) throws Exception {
        return new JsonObject(registry.get("/v1/commands/" + told.command).body()).getString("mid");
    }

    @Test
    void nothingCanBeReadListedRenamedDeletedOrWrittenElsewhere() throws Exception {
        Told told = order();
        FTPClient client = login(told);
        assertThat(store(client, "mine.log", random(10))).isTrue();
        for (String command : List.of(
                "RETR mine.log",
                "LIST",
                "NLST",
                "MLSD",
                "MLST mine.log",
                "STAT mine.log",
                "SIZE mine.log",
                "MDTM mine.log",
                "MD5 mine.log",
                "DELE mine.log",
                "RNFR mine.log",
                "RNTO other.log",
                "MKD sub",
                "RMD sub",
                "APPE mine.log",
                "STOU",
                "REST 5",
                "SITE WHO",
                "SITE ZONE",
                "PORT 127,0,0,1,0,80",
                "EPRT |1|127.0.0.1|80|",
                "MODE Z",
                "AUTH TLS",
                "HOST a")) {
            assertThat(client.sendCommand(command)).as(command).isBetween(500, 504);
        }
        for (String path : List.of("..", "/..", "sub", "/etc", "../..", "~", "\\..")) {
            assertThat(client.changeWorkingDirectory(path)).as(path).isFalse();
        }
        for (String name : List.of("../up.log", "/../up.log", "sub/a.log", "/etc/a.log", "..\\a.log", "..", ".", "/")) {
            assertThat(store(client, name, random(10))).as(name).isFalse();
        }
        client.disconnect();
        Told other = order();
        FTPClient second = login(other);
        assertThat(store(second, "mine.log", random(20))).isTrue();
        second.disconnect();
        assertThat(files(told).getJsonObject(0).getLong("size")).isEqualTo(10);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .contains("in/" + told.user() + "/f-mine.log", "in/" + other.user() + "/f-mine.log")
                    .allMatch(file -> file.matches("in/log[0-9a-f]{16}/f-[A-Za-z0-9._%-]+"));
        }
    }

    @Test
    void anAccountTakesSoManyBytesAndSoManyFiles() throws Exception {
        Told told = order();
        FTPClient client = login(told);
        assertThat(store(client, "big", random(MOST_BYTES + 1))).isFalse();
        assertThat(files(told)).isEmpty();
        assertThat(store(client, "a", random(MOST_BYTES - 20_000))).isTrue();
        assertThat(store(client, "b", random(20_001))).isFalse();
        assertThat(store(client, "b", random(10_000))).isTrue();
        assertThat(store(client, "b", random(5_000))).isTrue();
        assertThat(store(client, "c", random(10))).isTrue();
        assertThat(store(client, "d", random(10))).isFalse();
        client.disconnect();
        assertThat(files(told).stream().map(file -> ((JsonObject) file).getLong("size")))
                .containsExactly(MOST_BYTES - 20_000L, 5_000L, 10L);
    }

    @Test
    void onlyTheAccountsOwnPasswordLetsInAndNobodyIsAnonymous() throws Exception {
        Told told = order();
        FTPClient client = connect(told);
        assertThat(client.login(told.user(), "wrong")).isFalse();
        assertThat(client.login(told.user(), "")).isFalse();
        client.disconnect();
        for (String name : List.of("anonymous", "ftp", "admin", "log0123456789abcdef", "'; DROP TABLE log_drops; --")) {
            FTPClient stranger = connect(told);
            assertThat(stranger.login(name, told.data.getString("ftp_password")))
                    .as(name)
                    .isFalse();
            stranger.disconnect();
        }
        FTPClient early = connect(told);
        assertThat(early.sendCommand("STOR x")).isEqualTo(530);
        assertThat(early.sendCommand("PASV")).isEqualTo(530);
        early.disconnect();
    }

    @Test
    void anAccountEndsInTimeAlsoForWhoIsLoggedIn() throws Exception {
        Told told = order();
        FTPClient client = login(told);
        assertThat(store(client, "in-time.log", random(10))).isTrue();
        client.disconnect();
        Vertx vertx = Vertx.vertx();
        Database database = result(RegistryDatabase.open(vertx, config.postgres()));
        try {
            expireIn(database, told, 3);
            FTPClient late = login(told);
            Await.until(LIMIT, "the account to end", () -> !store(late, "late.log", random(10)));
            late.disconnect();
            FTPClient again = connect(told);
            assertThat(again.login(told.user(), told.data.getString("ftp_password")))
                    .isFalse();
            again.disconnect();
        } finally {
            result(database.close());
            result(vertx.close());
        }
        assertThat(files(told)).isNotEmpty();
    }

    @Test
    void anOldCommandIsForgottenAndItsAccountWithIt() throws Exception {
        Told told = order();
        edge.answer(DEVICE, 201, '"' + mid(told) + '"', "{\"code\":0}");
        Await.until(
                LIMIT,
                "its end",
                () -> registry.get("/v1/commands/" + told.command).body().contains("succeeded"));
        Vertx vertx = Vertx.vertx();
        Database database = result(RegistryDatabase.open(vertx, config.postgres()));
        try {
            var aged = result(database.pool()
                    .preparedQuery("UPDATE commands SET ended_at = now() - interval '31 days' WHERE drop_user = $1")
                    .execute(Tuple.of(told.user())));
            assertThat(aged.rowCount()).isEqualTo(1);
            Await.until(
                    LIMIT,
                    "it to be forgotten",
                    () -> registry.get("/v1/commands/" + told.command).statusCode() == 404);
            var left = result(database.pool()
                    .preparedQuery("SELECT 1 FROM log_drops WHERE user_name = $1")
                    .execute(Tuple.of(told.user())));
            assertThat(left.size()).isZero();
        } finally {
            result(database.close());
            result(vertx.close());
        }
    }

    private static void expireIn(Database database, Told told, int seconds) throws Exception {
        var changed = result(database.pool()
                .preparedQuery(
                        "UPDATE log_drops SET expires_at = now() + make_interval(secs => $1) WHERE user_name = $2")
                .execute(Tuple.of((double) seconds, told.user())));
        assertThat(changed.rowCount()).isEqualTo(1);
    }

    @Test
    void anAccountWorksAfterARestartAndOldFilesAreRemoved() throws Exception {
        Told told = order();
        FTPClient client = login(told);
        assertThat(store(client, "before.log", random(10))).isTrue();
        client.disconnect();
        Told old = order();
        FTPClient other = login(old);
        assertThat(store(other, "old.log", random(10))).isTrue();
        other.disconnect();
        Path left = config.ftp().folder().resolve(told.user()).resolve("t-left");
        Files.writeString(left, "an upload that the end of the process broke off");
        Path oldFolder = config.ftp().folder().resolve(old.user());
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
        Files.setLastModifiedTime(oldFolder.resolve("f-old.log"), longAgo);
        Files.setLastModifiedTime(oldFolder, longAgo);
        int port = registry.ftpPort();
        registry.close();
        registry = RunningRegistry.start(
                RunningRegistry.with(ftp(port, config.ftp().folder()), config));
        Await.until(LIMIT, "old files to go", () -> !Files.exists(oldFolder));
        assertThat(files(old)).isEmpty();
        FTPClient again = login(told);
        assertThat(store(again, "after.log", random(20))).isTrue();
        again.disconnect();
        assertThat(files(told).stream().map(file -> ((JsonObject) file).getString("name")))
                .containsExactly("after.log", "before.log");
        assertThat(left).doesNotExist();
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, Inet4Address.getByName("127.0.0.1"))) {
            RegistryConfig other = RunningRegistry.with(ftp(taken.getLocalPort(), folder.resolve("other")), config);
            assertThatThrownBy(() -> RunningRegistry.start(other))
                    .hasCauseInstanceOf(StartFailure.class)
                    .hasMessageContaining("DELIGATE_FTP_PORT");
        }
    }
}
