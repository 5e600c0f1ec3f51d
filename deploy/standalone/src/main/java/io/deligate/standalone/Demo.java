package io.deligate.standalone;

import io.deligate.servicekit.process.Parts;
import io.deligate.streams.topic.KafkaConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What {@code --demo} adds, from outside like anybody else: a product through the REST API, a few attendance machines and
 * the cloud app they talk with, and for the reader a device that is ready to connect.
 */
final class Demo {
    private static final String MODEL = "DL3785W";
    private static final DemoProduct PRODUCT = new DemoProduct(MODEL, "Demo attendance machine", "demo-product-key");
    private static final int FLEET = 3;

    /** Where the running platform is reached; for Kafka with what its clients are told besides. */
    record Addresses(int registryPort, int otaPort, int mqttPort, KafkaConfig kafka) {}

    private final Vertx vertx;
    private final Parts parts;
    private final DataFolder data;
    private final Addresses addresses;
    private final DemoRest registry;
    private final DemoAttendance attendance;

    /**
     * @param lines is told now and then what flows between the machines and their app
     */
    Demo(Vertx vertx, Parts parts, DataFolder data, String adminKey, Addresses addresses, Consumer<String> lines) {
        this.vertx = vertx;
        this.parts = parts;
        this.data = data;
        this.addresses = addresses;
        this.registry = new DemoRest(vertx, addresses.registryPort(), adminKey);
        this.attendance = new DemoAttendance(vertx, parts, registry, new DemoLines(Clock.systemUTC(), lines));
    }

    /** Succeeds when the product, an organisation and an app exist, the app runs and the fleet has been sent off. */
    Future<Void> start() {
        List<String> fleet = IntStream.rangeClosed(1, FLEET)
                .mapToObj(number -> MODEL + "_DEMO" + number)
                .toList();
        return PRODUCT.key(vertx, registry, data).compose(key -> {
            describe(key);
            return Future.all(fleet.stream()
                            .map(id -> DemoDevice.named(id, MODEL, key))
                            .map(credentials -> parts.deploy(
                                    "demo device " + credentials.clientId(),
                                    new DemoDevice(credentials, addresses.mqttPort())))
                            .toList())
                    .compose(all -> attendance.start(MODEL, fleet, addresses.kafka(), data.file("demo-app")));
        });
    }

    private void describe(String key) {
        DemoDevice.Credentials ready = DemoDevice.named(MODEL + "_1234567890", MODEL, key);
        String connect = "-i " + ready.clientId() + " -u " + ready.userName() + " -P " + ready.password();
        parts.note("product key of " + MODEL + " (type KQ): " + key);
        parts.note("a device that may connect: -h 127.0.0.1 -p " + addresses.mqttPort() + " " + connect);
        parts.note("its clock: mosquitto_rr -V mqttv311 -h 127.0.0.1 -p " + addresses.mqttPort() + " " + connect
                + " -q 1 -t device -e KQ/" + MODEL + " -m '{\"mid\":\"1\",\"action\":100,\"time\":0}'");
        parts.note("its record: kcat -C -e -b " + addresses.kafka().bootstrap() + " -t deli.up.1xx");
    }
}
