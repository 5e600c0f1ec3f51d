package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Firmware goes in once and comes out whole, in parts, or not at all, wherever it is kept. */
@ParameterizedClass(name = "in a {0}")
@MethodSource("places")
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirmwareIT {
    private static final byte[] FILE = new byte[300_000];
    private static final int BREAKS = 20;

    static {
        new Random(1).nextBytes(FILE);
    }

    @Parameter
    @SuppressWarnings("NullAway.Init") // set before all tests
    private String place;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private Shelf shelf;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RunningOta ota;

    static Stream<String> places() {
        return Stream.of("folder", "bucket");
    }

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(TestKafka kafka, TestDatabase database, @TempDir Path files) throws Exception {
        shelf = place.equals("folder") ? Shelf.folder(files) : new Bucket();
        ota = RunningOta.start(kafka, database, RunningOta.serving(files, shelf.s3()), "firmwareit" + place + ".");
        ota.registry.product("UP1");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws Exception {
        ota.close();
        shelf.close();
    }

    private static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private String uploaded(String version) throws Exception {
        HttpResponse<String> answer = ota.upload("UP1", version, FILE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("file_path");
    }

    private HttpResponse<byte[]> part(String url, String... headers) throws Exception {
        var request = ota.request(url, null);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return RunningOta.HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** As {@code curl --data-binary} does. */
    @Test
    void takesAFileWhateverItsContentTypeIsCalled() throws Exception {
        ota.registry.product("CURL");
        assertThat(ota.send(ota.request("/v1/firmware?product=CURL&version=1&upgrade_type=normal", "operator")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("a=b&c")))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void takesNoFormAndNoEncodedFile() throws Exception {
        for (String header : new String[] {"Content-Type: multipart/form-data; boundary=x", "Content-Encoding: gzip"}) {
            HttpResponse<String> answer =
                    ota.send(ota.request("/v1/firmware?product=FORM&version=1&upgrade_type=normal", "operator")
                            .header(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(' ') + 1))
                            .POST(HttpRequest.BodyPublishers.ofString("--x")));
            assertThat(answer.statusCode()).as(header).isEqualTo(415);
            assertThat(answer.body()).contains("expected: the file");
        }
    }

    @Test
    @Tag("R83")
    void comesOutAsItWentInAndKeepsItsHashes() throws Exception {
        JsonObject answer = new JsonObject(ota.upload("UP1", "1.0", FILE).body());

        assertThat(answer.getString("checksum")).isEqualTo(hex("MD5", FILE));
        assertThat(answer.getString("sha256")).isEqualTo(hex("SHA-256", FILE));
        assertThat(answer.getInteger("size")).isEqualTo(FILE.length);
        assertThat(RunningOta.HTTP
                        .send(ota.request(answer.getString("file_path"), null).build(), BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(FILE);
        assertThat(new JsonObject(ota.get("/v1/firmware/" + answer.getString("firmware_id"))
                        .body()))
                .isEqualTo(answer);
        assertThat(ota.get("/v1/firmware?product=UP1").body()).contains(answer.getString("firmware_id"));
    }

    @Test
    @Tag("R83")
    void givesThePartThatIsAskedFor() throws Exception {
        String url = uploaded("2.0");

        HttpResponse<byte[]> middle = part(url, "Range", "bytes=100000-199999");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("Content-Range")).hasValue("bytes 100000-199999/300000");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(FILE, 100_000, 200_000));
        assertThat(part(url, "Range", "bytes=-5").body()).isEqualTo(Arrays.copyOfRange(FILE, 299_995, 300_000));
        assertThat(part(url, "Range", "bytes=299999-").body()).hasSize(1);
        assertThat(part(url, "Range", "bytes=0-0,5-9").statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("R83")
    void refusesAPartBehindTheEnd() throws Exception {
        HttpResponse<byte[]> behind = part(uploaded("3.0"), "Range", "bytes=300000-");

        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("Content-Range")).hasValue("bytes */300000");
    }

    @Test
    @Tag("R83")
    void givesTheWholeFileToOneThatHasAPartOfAnother() throws Exception {
        String url = uploaded("4.0");
        String tag = part(url).headers().firstValue("ETag").orElseThrow();

        assertThat(part(url, "Range", "bytes=5-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(part(url, "Range", "bytes=5-9", "If-Range", "\"other\"").body())
                .hasSize(FILE.length);
        assertThat(part(url, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void tellsAboutAFileWithoutSendingIt() throws Exception {
        HttpResponse<String> head =
                ota.send(ota.request(uploaded("5.0"), null).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(FILE.length);
        assertThat(head.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    }

    @Test
    void aPartIsForThoseWhoGetItAndMayEndBehindTheEnd() throws Exception {
        String url = uploaded("5.1");

        HttpResponse<String> head =
                ota.send(ota.request(url, null).header("Range", "bytes=5-9").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(FILE.length);
        HttpResponse<byte[]> rest = part(url, "Range", "bytes=299990-99999999999999999999");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range")).hasValue("bytes 299990-299999/300000");
        assertThat(part(url, "Range", "bytes=99999999999999999999-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void numbersReleasesInTheOrderTheyComeIn() throws Exception {
        ota.registry.product("UP2");
        ota.upload("UP2", "9.9", FILE);
        JsonObject second = new JsonObject(ota.upload("UP2", "1.10", FILE).body());

        assertThat(second.getInteger("release_seq")).isEqualTo(2);
        assertThat(ota.upload("UP2", "9.9", FILE).statusCode()).isEqualTo(409);
    }

    @Test
    void keepsTheSameContentOnce() throws Exception {
        byte[] same = "the same content".getBytes(StandardCharsets.UTF_8);
        ota.upload("UP1", "6.0", same);
        long before = shelf.files().size();
        ota.upload("UP1", "6.1", same);

        assertThat(shelf.files()).hasSize((int) before);
    }

    @Test
    void refusesAFileThatIsTooLongAndKeepsNothingOfIt() throws Exception {
        long before = shelf.files().size();

        assertThat(ota.upload("UP1", "7.0", new byte[RunningOta.LARGEST + 1]).statusCode())
                .isEqualTo(413);
        assertThat(shelf.files()).hasSize((int) before);
        assertThat(ota.upload("UP1", "7.0", new byte[0]).statusCode()).isEqualTo(400);
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        long before = shelf.files().size();
        URI here = ota.request("/v1/firmware", null).build().uri();
        try (Socket socket = new Socket(here.getHost(), here.getPort())) {
            socket.getOutputStream()
                    .write(("POST /v1/firmware?product=UP1&version=8.0&upgrade_type=normal HTTP/1.1\r\nHost: x\r\n"
                                    + "Authorization: Bearer operator\r\nContent-Length: 20000000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[10_000_000]);
            Await.until(
                    Duration.ofSeconds(10), "the half file", () -> shelf.files().size() > before);
        }

        Await.until(Duration.ofSeconds(10), "its end", () -> shelf.files().size() == before);
        assertThat(ota.upload("UP1", "8.0", FILE).statusCode()).isEqualTo(201);
    }

    /** Its end comes while the call is looked into, before anybody reads a byte. */
    @Test
    void anUploadThatBreaksOffAtOnceIsNotWaitedFor() throws Exception {
        long before = shelf.files().size();
        double refused = refusedUploads();
        URI here = ota.request("/v1/firmware", null).build().uri();
        for (int i = 0; i < BREAKS; i++) {
            try (Socket socket = new Socket(here.getHost(), here.getPort())) {
                socket.getOutputStream()
                        .write(("POST /v1/firmware?product=UP1&version=8.1&upgrade_type=normal HTTP/1.1\r\nHost: x\r\n"
                                        + "Authorization: Bearer operator\r\nContent-Length: 100000\r\n\r\nsome")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        }

        Await.untilAsserted(
                Duration.ofSeconds(10),
                () -> assertThat(refusedUploads() - refused).isEqualTo(BREAKS));
        assertThat(shelf.files()).hasSize((int) before);
    }

    private double refusedUploads() {
        return ota.meters.find("deligate.ota.calls").tags("call", "createFirmware", "status", "400").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void aFileWhoseAnnouncedLengthIsTooMuchIsNotAskedFor() throws Exception {
        URI here = ota.request("/v1/firmware", null).build().uri();
        for (String expect : List.of("", "Expect: 100-continue\r\n")) {
            try (Socket socket = new Socket(here.getHost(), here.getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("POST /v1/firmware?product=UP1&version=8.2&upgrade_type=normal HTTP/1.1\r\nHost: x\r\n"
                                        + "Authorization: Bearer operator\r\n" + expect + "Content-Length: "
                                        + (RunningOta.LARGEST + 1) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 413");
            }
        }
    }

    @Test
    void whoWaitsToBeAskedForTheFileIsAsked() throws Exception {
        assertThat(ota.send(ota.request("/v1/firmware?product=UP1&version=8.3&upgrade_type=normal", "operator")
                                .expectContinue(true)
                                .POST(BodyPublishers.ofByteArray(FILE)))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatIsNoHttpIsAnsweredWithAProblemToo() throws Exception {
        assertThat(raw("GET /v1/firmware?a=" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.0 414")
                .contains("application/problem+json", "\"status\":414", "request line: too long");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json");
        assertThat(raw("POST /v1/firmware HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
    }

    /** Everything that is answered until the connection ends. */
    private String raw(String request) throws Exception {
        URI here = ota.request("/v1/firmware", null).build().uri();
        try (Socket socket = new Socket(here.getHost(), here.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aFileOfManyPartsComesOutAsItWentIn() throws Exception {
        byte[] large = new byte[RunningOta.LARGEST];
        new Random(2).nextBytes(large);

        HttpResponse<String> answer = ota.upload("UP1", "13.0", large);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonObject firmware = new JsonObject(answer.body());
        assertThat(firmware.getString("sha256")).isEqualTo(hex("SHA-256", large));
        String url = firmware.getString("file_path");
        assertThat(hex("SHA-256", part(url).body())).isEqualTo(hex("SHA-256", large));
        assertThat(part(url, "Range", "bytes=8388000-8389000").body())
                .isEqualTo(Arrays.copyOfRange(large, 8_388_000, 8_389_001));
        assertThat(shelf.files()).noneMatch(file -> file.contains("incoming/"));
    }

    @Test
    void aDownloadThatBreaksOffHarmsNoOther() throws Exception {
        URI url = URI.create(uploaded("14.0"));
        for (int i = 0; i < 3; i++) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.getOutputStream()
                        .write(("GET " + url.getRawPath() + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
        }

        assertThat(part(url.toString()).body()).isEqualTo(FILE);
    }

    @Test
    void registersAFileThatIsElsewhere() throws Exception {
        JsonObject body = new JsonObject()
                .put("product", "UP1")
                .put("version", "11.0")
                .put("upgrade_type", "force")
                .put("url", "https://files.example.com/a.bin")
                .put("checksum", "0123456789ABCDEF0123456789ABCDEF")
                .put("size", 5);

        JsonObject answer = new JsonObject(ota.post("/v1/firmware", body).body());
        assertThat(answer.getString("file_path")).isEqualTo("https://files.example.com/a.bin");
        assertThat(answer.getString("checksum")).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(ota.post("/v1/firmware", body.copy().put("url", "ftp://a")).body())
                .contains("\"pointer\":\"/url\"");
    }

    @Test
    void refusesStrangersAndReaders() throws Exception {
        String path = "/v1/firmware?product=UP1&version=12.0&upgrade_type=normal";

        HttpResponse<String> stranger = ota.send(ota.request(path, null).POST(BodyPublishers.ofByteArray(FILE)));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(ota.send(ota.request(path, "no key of ours").GET()).statusCode())
                .isEqualTo(401);
        assertThat(ota.send(ota.request(path, "viewer").POST(BodyPublishers.ofByteArray(FILE)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(ota.upload("NONE", "1.0", FILE).statusCode()).isEqualTo(422);
        assertThat(ota.upload("UP1", "1%202", FILE).statusCode()).isEqualTo(400);
    }
}
