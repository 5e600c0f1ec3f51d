package io.deligate.registryservice;

import static io.deligate.registryservice.RunningRegistry.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RunningPlatform;
import io.deligate.servicekit.process.Terminal;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.PostgresExtension;
import io.deligate.testkit.TestDatabase;
import io.deligate.testkit.TestKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The parts list as a process of its own puts it together. */
@ExtendWith({KafkaExtension.class, PostgresExtension.class})
class MainIT {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    @Tag("R148")
    void startsSaysWhereItIsAndStops(TestKafka kafka, TestDatabase database) throws Exception {
        RegistryConfig usual = RunningRegistry.config(kafka, database, "main.", "the admin key of this test");
        RegistryConfig config = new RegistryConfig(
                usual.registry(),
                usual.postgres(),
                usual.alarms(),
                usual.commands(),
                usual.ftp(),
                usual.kafka(),
                usual.topicPrefix(),
                "",
                0,
                usual.secretKey(),
                usual.adminKey(),
                new ManagementConfig("127.0.0.1", 0),
                usual.runtime());
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        RunningPlatform running =
                result(Main.process().writingTo(new Terminal(out, out)).start(config));

        assertThat(status("registry", "/docs")).isEqualTo(200);
        assertThat(status("management", "/health/ready")).isEqualTo(200);
        assertThat(status("management", "/health/live")).isEqualTo(200);
        var unused = result(running.stop());
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .doesNotContain("the admin key of this test")
                .doesNotContain("a secret key for this test");
    }

    private int status(String part, String path) throws Exception {
        Matcher address = Pattern.compile(part + " on (http://\\S+)").matcher(printed.toString(StandardCharsets.UTF_8));
        assertThat(address.find()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group(1) + path))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
