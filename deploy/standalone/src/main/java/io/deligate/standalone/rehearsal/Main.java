package io.deligate.standalone.rehearsal;

import io.deligate.embedded.EmbeddedKafka;
import io.deligate.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one service do its work for a moment beside a whole platform with its demo fleet, so that the Java virtual machine
 * can note what such a service needs. The variable {@code SERVICE} names it; the arguments are the command that starts it:
 * the one of production, but for the option that notes it down.
 *
 * <p>Exit code 1 when the service does not start, serve or stop.
 */
public final class Main {
    /** By its name: it is started, not used. */
    private static final String PLATFORM = "io.deligate.standalone.Main";

    private static final Logger log = LoggerFactory.getLogger(Main.class);
    private static final String ADMIN_KEY = "the-admin-key-of-a-rehearsal";

    private Main() {}

    public static void main(String[] args) {
        int code = 1;
        try {
            rehearse(System.getenv().getOrDefault("SERVICE", ""), List.of(args));
            code = 0;
        } catch (Exception failure) {
            log.atError().setCause(failure).log("no rehearsal");
        }
        // the broker's last threads take a while to see that it is over
        System.exit(code);
    }

    private static void rehearse(String service, List<String> command) throws Exception {
        if (service.isEmpty() || command.isEmpty()) {
            throw new IllegalArgumentException("SERVICE=" + service + ", " + command.size()
                    + " arguments (expected: the service's name and the command that starts it)");
        }
        Path folder = Files.createTempDirectory("deligate-rehearsal-");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, log::error);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, log::error)) {
            rehearse(service, command, settings(kafka, postgres, folder));
        }
    }

    private static Map<String, String> settings(EmbeddedKafka kafka, EmbeddedPostgres postgres, Path folder) {
        Map<String, String> settings = new HashMap<>();
        for (String port : List.of("MQTT", "REGISTRY", "OTA", "FTP", "MANAGEMENT", "CLUSTER")) {
            settings.put("DELIGATE_" + port + "_PORT", "0");
        }
        settings.put("DELIGATE_KAFKA_BOOTSTRAP", kafka.bootstrap());
        settings.put("DELIGATE_POSTGRES_URI", postgres.uri());
        settings.put("DELIGATE_ADMIN_KEY", ADMIN_KEY);
        settings.put("DELIGATE_SECRET_KEY", "the-secret-key-of-a-rehearsal");
        settings.put("DELIGATE_DATA", folder.resolve("data").toString());
        return settings;
    }

    private static void rehearse(String service, List<String> command, Map<String, String> settings) throws Exception {
        List<String> platform = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PLATFORM,
                "up",
                "--demo");
        try (Actor up = Actor.start("deligate", platform, settings)) {
            up.awaitLine("deligate is ready");
            Map<String, String> own = new HashMap<>(settings);
            own.put("DELIGATE_CLUSTER", up.address("cluster"));
            own.put("DELIGATE_LOG_FORMAT", "json");
            // whoever notes down what it does is slow, on a busy machine slower
            own.put("DELIGATE_RUNTIME_STOP_WITHIN", "60s");
            own.remove("DELIGATE_DATA");
            if (service.equals("mqtt-edge")) {
                own.put("DELIGATE_EDGE_ID", "edge-rehearsal");
                own.put("DELIGATE_DRAIN_AWAIT", "0s");
            }
            if (service.equals("ota-service")) {
                own.put("DELIGATE_OTA_FOLDER", settings.get("DELIGATE_DATA") + "-firmware");
            }
            try (Actor actor = Actor.start(service, command, own)) {
                actor.awaitLine(service + " is ready");
                new Audience(actor, up, ADMIN_KEY).watch(service);
                actor.stop();
            }
        }
        log.atInfo().addKeyValue("service", service).log("rehearsed");
    }
}
