package io.deligate.standalone;

import io.deligate.examples.attendance.AppConfig;
import io.deligate.examples.attendance.AttendanceApp;
import io.deligate.servicekit.process.Parts;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's organisation and its cloud app: the example for app developers itself, on a thread of this process. */
final class DemoAttendance {
    private static final Logger log = LoggerFactory.getLogger(DemoAttendance.class);
    private static final Duration TRIES_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Parts parts;
    private final DemoRest registry;
    private final Consumer<String> lines;

    DemoAttendance(Vertx vertx, Parts parts, DemoRest registry, Consumer<String> lines) {
        this.vertx = vertx;
        this.parts = parts;
        this.registry = registry;
        this.lines = lines;
    }

    /** Succeeds when the organisation and the app exist and the app runs; the devices are bound as soon as they are known. */
    Future<Void> start(String model, List<String> devices, KafkaConfig kafka, Path folder) {
        return registry.idOf("/v1/groups", "group_id", new JsonObject().put("name", "Demo organisation"))
                .compose(group -> registry.idOf(
                                "/v1/apps",
                                "service_id",
                                new JsonObject()
                                        .put("name", "Demo attendance app")
                                        .put("products", new JsonArray().add(model)))
                        .compose(app -> {
                            devices.forEach(device -> bind(device, group, app));
                            parts.note(
                                    "cloud app " + app + ": its files are in " + folder + "; what it hears: kcat -C -b "
                                            + kafka.bootstrap() + " -t deli.app." + app + ".in");
                            return run(new AppConfig(app, clients(kafka), folder));
                        }));
    }

    private static Map<String, String> clients(KafkaConfig kafka) {
        Map<String, String> told = new HashMap<>(kafka.properties());
        told.put("bootstrap.servers", kafka.bootstrap());
        return told;
    }

    private Future<Void> run(AppConfig config) {
        return parts.startBlocking("demo app", () -> Running.start(config, lines), Running::stop)
                .mapEmpty();
    }

    /** A device is unknown until it has connected for the first time. */
    private void bind(String device, long group, long app) {
        String path = "/v1/devices/" + device;
        registry.put(path + "/group", new JsonObject().put("group_id", group))
                .compose(owned -> registry.put(path + "/apps/" + app, null))
                .onComplete(bound -> {
                    if (bound.failed() || bound.result().statusCode() >= 300) {
                        vertx.setTimer(TRIES_AGAIN_AFTER.toMillis(), timer -> bind(device, group, app));
                    }
                });
    }

    /** The app on a thread of its own. */
    private record Running(AttendanceApp app) {
        static Running start(AppConfig config, Consumer<String> lines) throws IOException {
            AttendanceApp app = AttendanceApp.open(config, lines);
            Thread thread = new Thread(() -> run(app), "demo app");
            thread.setDaemon(true);
            thread.start();
            return new Running(app);
        }

        private static void run(AttendanceApp app) {
            try {
                app.run();
            } catch (IOException | KafkaException why) {
                log.atWarn().setCause(why).log("the demo app has ended");
            }
        }

        void stop() throws IOException {
            app.stop();
            app.close();
        }
    }
}
