package io.deligate.examples.attendance;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.KafkaException;

/** Runs the app until the process is told to end. */
public final class Main {
    private static final Logger LOG = Logger.getLogger("attendance");
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Main() {}

    public static void main(String[] args) {
        // one line per event, for people
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT %5$s%n");
        KAFKA.setLevel(Level.WARNING);
        try (AttendanceApp app = AttendanceApp.open(AppConfig.of(System.getenv()), LOG::info)) {
            // the partitions are free at once when the app has said goodbye
            Runtime.getRuntime().addShutdownHook(new Thread(app::stop));
            app.run();
        } catch (IllegalArgumentException | IOException | KafkaException why) {
            LOG.severe(why.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
