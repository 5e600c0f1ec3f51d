package io.deligate.bench.measure;

import io.deligate.bench.app.Apps;
import io.deligate.bench.app.Names;
import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.figure.Report;
import io.deligate.bench.floor.DownlinkFloor;
import io.deligate.bench.part.Platform;
import io.deligate.bench.part.Server;
import io.deligate.bench.part.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Messages between cloud apps and their devices: a 301 from its record to the app's receipt, and a 300 from the device to
 * the app. The floor serves a single app, and is edge and bridge in one.
 *
 * @param partitions of each of an app's two topics, which are made before the app as an operator might do
 * @param rate messages per second, of each kind in its turn
 * @param bridge settings of the app-bridge, beside its quotas
 */
public record Downlink(
        int apps, int devicesPerApp, int partitions, int rate, int payload, Map<String, String> bridge, Options options)
        implements Bench {
    private static final String FLOOR_IN = "bench.app.in";
    private static final String FLOOR_OUT = "bench.app.out";
    private static final int MOST_PARTITIONS = 4_000;
    private static final int MOST_DEVICES = 200_000;

    /** The registry's first service id. */
    private static final int FIRST_ID = 1_000;

    private static final int DEFAULT_QUOTA = 1_000;
    private static final int TOLD_EVERY = 5_000;
    private static final String PREFIX = "BENCH1_";

    public Downlink {
        Options.between("--apps", apps, 1, 1_000);
        Options.between("--devices-per-app", devicesPerApp, 1, 10_000);
        Options.between("--partitions", partitions, 1, Math.max(1, MOST_PARTITIONS / apps / 2));
        Options.between("--devices-per-app", (long) apps * devicesPerApp, 1, MOST_DEVICES);
        Options.between("--rate", rate, 1, 40L * apps * devicesPerApp);
        Options.between("--payload", payload, 150, 200_000);
        bridge = Options.checked("--set-service", bridge);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("apps", apps);
        stage.conditions().put("devices_per_app", devicesPerApp);
        stage.conditions().put("partitions_per_topic", partitions);
        stage.conditions().put("rate", rate);
        stage.conditions().put("payload_bytes", payload);
        Scene scene = scene(stage);
        Platform platform = scene.platform();
        bind(stage, platform);
        List<String> topics = topicsOfApps();
        Map<String, List<ChildProcess>> helpers =
                Map.of("bridge", List.of(scene.bridge()), "broker", List.of(platform.backing()));
        Map<String, List<ChildProcess>> floorHelpers =
                Map.of("bridge", List.of(), "broker", List.of(platform.backing()));

        Figures edgeFigures = new Figures();
        Figures floorFigures = new Figures();
        Devices senders = apps(stage, platform, "apps-of-edge", rate, topics, devicesPerApp);
        Devices floorSender =
                apps(stage, platform, "app-of-floor", rate, List.of(FLOOR_IN, FLOOR_OUT), apps * devicesPerApp);
        Side toDevice = new Side("edge, to devices", scene.edges(), List.of(senders), List.of(senders), helpers);
        Side toDeviceFloor =
                new Side("floor, to devices", scene.floors(), List.of(floorSender), List.of(floorSender), floorHelpers);
        Duel.fight(stage, toDevice, toDeviceFloor, options.part("to-device"));
        edgeFigures.putAll("to_device_", toDevice.perMillion());
        floorFigures.putAll("to_device_", toDeviceFloor.perMillion());
        toDevice.leave();
        toDeviceFloor.leave();

        Devices listeners = apps(stage, platform, "listeners-of-edge", 0, topics, devicesPerApp);
        Devices floorListener =
                apps(stage, platform, "listener-of-floor", 0, List.of(FLOOR_IN, FLOOR_OUT), apps * devicesPerApp);
        Side toApp = new Side("edge, to apps", scene.edges(), scene.devices(), List.of(listeners), helpers);
        Side toAppFloor =
                new Side("floor, to apps", scene.floors(), scene.ofFloors(), List.of(floorListener), floorHelpers);
        Duel.fight(stage, toApp, toAppFloor, options.part("to-app"));
        edgeFigures.putAll("to_app_", toApp.perMillion());
        floorFigures.putAll("to_app_", toAppFloor.perMillion());
        return new Report("downlink", stage.conditions(), edgeFigures, floorFigures);
    }

    /** All parts, with the devices connected; on both sides as many servers as it takes to hold them. */
    private record Scene(
            Platform platform,
            ChildProcess bridge,
            List<Server> edges,
            List<Devices> devices,
            List<Server> floors,
            List<Devices> ofFloors) {}

    private Scene scene(Stage stage) {
        Arena arena = new Arena(stage, options, names().perEdge(), Map.of());
        Platform platform = arena.platform();
        Topics.create(platform.bootstrap(), partitions, List.of(FLOOR_IN, FLOOR_OUT));
        Topics.create(platform.bootstrap(), partitions, topicsOfApps());
        ChildProcess bridge = platform.service("app-bridge", bridgeSettings());
        stage.conditions().put("bridge_settings", bridgeSettings());
        List<Server> edges = new ArrayList<>();
        List<Server> floors = new ArrayList<>();
        List<Devices> devices = new ArrayList<>();
        List<Devices> ofFloors = new ArrayList<>();
        int count = (apps * devicesPerApp + names().perEdge() - 1) / names().perEdge();
        stage.conditions().put("edges", count);
        List<String> floorWords = List.of(platform.bootstrap(), FLOOR_IN, platform.productKey(), FLOOR_OUT);
        for (int number = 0; number < count; number++) {
            String name = "edge-" + (number + 1);
            edges.add(arena.edge(name));
            devices.add(arena.devices(name, edges.get(number), order(number, count)));
            String floor = "floor-" + (number + 1);
            floors.add(arena.floor(floor, DownlinkFloor.class, floorWords));
            ofFloors.add(arena.devices(floor, floors.get(number), order(number, count)));
        }
        return new Scene(platform, bridge, edges, devices, floors, ofFloors);
    }

    /** By default an app may send a thousand per second; what comes faster is read later, on purpose. */
    private Map<String, String> bridgeSettings() {
        String records = Integer.toString(Math.max(DEFAULT_QUOTA, 2 * rate / apps));
        Map<String, String> settings =
                new TreeMap<>(Map.of("DELIGATE_APPS_QUOTA_RECORDS", records, "DELIGATE_APPS_QUOTA_BYTES", "64MiB"));
        settings.putAll(bridge);
        return settings;
    }

    private List<String> topicsOfApps() {
        List<String> topics = new ArrayList<>();
        for (int app = FIRST_ID; app < FIRST_ID + apps; app++) {
            topics.addAll(List.of("deli.app." + app + ".in", "deli.app." + app + ".out"));
        }
        return topics;
    }

    private void bind(Stage stage, Platform platform) {
        stage.say("binding %d devices to each of %d apps".formatted(devicesPerApp, apps));
        for (int app = FIRST_ID; app < FIRST_ID + apps; app++) {
            long id = platform.api().app(Platform.MODEL);
            if (id != app) {
                throw new ChildFailure("app " + id + " (expected: the service id " + app + ")");
            }
        }
        AtomicInteger bound = new AtomicInteger();
        IntStream.range(0, apps * devicesPerApp).parallel().forEach(number -> {
            platform.api().bind(names().of(number), FIRST_ID + number / devicesPerApp);
            int soFar = bound.incrementAndGet();
            if (soFar % TOLD_EVERY == 0) {
                stage.say("bound %,d of %,d".formatted(soFar, apps * devicesPerApp));
            }
        });
    }

    private Names names() {
        return new Names(PREFIX, Math.min(apps * devicesPerApp, Options.mostConnections()));
    }

    private Devices apps(
            Stage stage, Platform platform, String name, int perSecond, List<String> topics, int devicesEach) {
        List<String> words = new ArrayList<>(List.of(
                platform.bootstrap(),
                Integer.toString(perSecond),
                Integer.toString(payload),
                Integer.toString(devicesEach),
                PREFIX,
                Integer.toString(names().perEdge())));
        words.addAll(topics);
        return Devices.conducted(stage.children(), name, Apps.class, words);
    }

    /** Of that edge's devices; the rate is shared. */
    private Map<String, Object> order(int edge, int edges) {
        int all = apps * devicesPerApp;
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "open");
        order.put("connections", Math.min(names().perEdge(), all - edge * names().perEdge()));
        order.put("rate", Math.max(1, rate / edges));
        order.put("payload", payload);
        order.put("id-prefix", names().prefixOf(edge));
        return order;
    }
}
