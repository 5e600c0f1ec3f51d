package io.deligate.standalone;

import io.deligate.appbridge.BridgeVerticle;
import io.deligate.dispatcher.DispatcherVerticle;
import io.deligate.embedded.EmbeddedKafka;
import io.deligate.embedded.EmbeddedPartException;
import io.deligate.embedded.EmbeddedPostgres;
import io.deligate.mqttedge.EdgeVerticle;
import io.deligate.otaservice.OtaVerticle;
import io.deligate.registryservice.RegistryVerticle;
import io.deligate.registryservice.logdrop.FtpConfig;
import io.deligate.registryview.ClusterConfig;
import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.servicekit.process.Terminal;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The parts list of {@code deligate up}: a real broker, a real database, and every service, in one process. */
final class Up {
    private static final int MISCONFIGURED = 2;
    private static final String ADMIN_KEY = "DELIGATE_ADMIN_KEY";
    private static final String SECRET_KEY = "DELIGATE_SECRET_KEY";
    private static final String FTP_FOLDER = "DELIGATE_FTP_FOLDER";
    private static final String FTP_PORT = "DELIGATE_FTP_PORT";
    private static final String OTA_FOLDER = "DELIGATE_OTA_FOLDER";

    private final UpSettings settings;
    private final DemoWish demo;
    private final Terminal terminal;

    private Up(UpSettings settings, DemoWish demo, Terminal terminal) {
        this.settings = settings;
        this.demo = demo;
        this.terminal = terminal;
    }

    /** Runs until the process is told to stop; returns its exit code. */
    static int run(Map<String, String> env, @Nullable Path data, DemoWish demo, Terminal terminal) {
        try {
            UpSettings settings = UpSettings.load(env, data);
            Up up = new Up(settings, demo, terminal);
            return ServiceProcess.of(
                            "deligate", settings.up(), (platform, config, parts) -> up.assemble(platform, parts))
                    .writingTo(terminal)
                    .run(settings.up());
        } catch (ConfigException wrong) {
            wrong.problems().forEach(problem -> terminal.err().println("deligate: " + problem));
            return MISCONFIGURED;
        }
    }

    private Future<?> assemble(Platform platform, Parts parts) {
        DataFolder data = DataFolder.open(settings.up().data());
        Future<String> bootstrap = kafka(parts, data);
        Future<String> uri = postgres(parts, data);
        Future<ClusterMember> member = cluster(parts);
        return Future.all(bootstrap, uri, member)
                .compose(none -> services(
                        platform,
                        parts,
                        data,
                        member.result(),
                        Map.of(
                                "DELIGATE_KAFKA_BOOTSTRAP",
                                bootstrap.result(),
                                "DELIGATE_POSTGRES_URI",
                                uri.result(),
                                SECRET_KEY,
                                settings.given(SECRET_KEY).orElseGet(() -> data.secret("secret-key")),
                                ADMIN_KEY,
                                settings.given(ADMIN_KEY).orElseGet(() -> data.secret("admin-key")),
                                FTP_FOLDER,
                                settings.given(FTP_FOLDER)
                                        .orElseGet(() -> data.file("logs").toString()),
                                FTP_PORT,
                                settings.given(FTP_PORT).orElseGet(this::usualFtpPort),
                                OTA_FOLDER,
                                settings.given(OTA_FOLDER)
                                        .orElseGet(() -> data.file("firmware").toString()))));
    }

    /** Devices are told the port with each order, so a second platform on this machine just takes another one. */
    private String usualFtpPort() {
        FtpConfig usual = settings.registry().ftp();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(usual.host(), usual.port()));
            return String.valueOf(usual.port());
        } catch (IOException taken) {
            return "0";
        }
    }

    private Future<String> kafka(Parts parts, DataFolder data) {
        UpConfig.Kafka config = settings.up().kafka();
        if (!config.bootstrap().isEmpty()) {
            return Future.succeededFuture(config.bootstrap());
        }
        return parts.startBlocking(
                        "kafka",
                        () -> explained(() -> EmbeddedKafka.start(
                                data.file("kafka"), config.port(), fatal -> abort(parts, "kafka", fatal))),
                        EmbeddedKafka::close)
                .onSuccess(kafka -> parts.ready("kafka", kafka.bootstrap()))
                .map(EmbeddedKafka::bootstrap);
    }

    private Future<String> postgres(Parts parts, DataFolder data) {
        UpConfig.Postgres config = settings.up().postgres();
        if (!config.uri().isEmpty()) {
            return Future.succeededFuture(config.uri());
        }
        return parts.startBlocking(
                        "postgres",
                        () -> explained(() -> EmbeddedPostgres.start(
                                data.file("postgres"), config.port(), fatal -> abort(parts, "postgres", fatal))),
                        EmbeddedPostgres::close)
                .onSuccess(postgres -> parts.ready("postgres", "127.0.0.1:" + postgres.port()))
                .map(EmbeddedPostgres::uri);
    }

    private static void abort(Parts parts, String part, String fatal) {
        parts.abort(part, StartFailure.explained(new IllegalStateException(fatal)));
    }

    /** The embedded parts say in one line why they cannot start; that line is the failure. */
    private static <T> T explained(Callable<T> start) throws Exception {
        try {
            return start.call();
        } catch (EmbeddedPartException reason) {
            throw StartFailure.explained(reason);
        }
    }

    private Future<ClusterMember> cluster(Parts parts) {
        ClusterConfig config =
                new ClusterConfig(settings.up().cluster(), settings.up().clusterPort());
        return parts.startBlocking(
                        "cluster", () -> ClusterMember.join(config, ClusterMember.Role.DATA), ClusterMember::close)
                .onSuccess(member -> parts.ready("cluster", "127.0.0.1:" + member.port()));
    }

    private Future<?> services(
            Platform platform, Parts parts, DataFolder data, ClusterMember member, Map<String, String> found) {
        UpSettings complete = settings.with(found);
        var registry = new RegistryVerticle(platform, complete.registry(), member);
        var ota = new OtaVerticle(platform, complete.ota(), member);
        return parts.deploy("registry-service", registry)
                .onSuccess(id -> {
                    parts.ready("registry-service", "http://127.0.0.1:" + registry.actualPort());
                    registry.ftpAddress().ifPresent(address -> parts.ready("ftp", address));
                })
                .compose(id ->
                        parts.deploy("dispatcher", new DispatcherVerticle(platform, complete.dispatcher(), member)))
                .onSuccess(id ->
                        parts.ready("dispatcher", complete.dispatcher().kafka().bootstrap()))
                .compose(id -> parts.deploy("app-bridge", new BridgeVerticle(platform, complete.bridge(), member)))
                .onSuccess(id ->
                        parts.ready("app-bridge", complete.bridge().kafka().bootstrap()))
                .compose(id -> ota(parts, ota))
                .compose(id -> edge(platform, parts, complete, member))
                .compose(edge -> {
                    if (settings.given(ADMIN_KEY).isEmpty()) {
                        parts.note("admin key in " + data.file("admin-key"));
                    }
                    return demo(
                            platform,
                            parts,
                            data,
                            found.getOrDefault(ADMIN_KEY, ""),
                            new Demo.Addresses(
                                    registry.actualPort(),
                                    ota.actualPort(),
                                    edge.port(),
                                    complete.edge().kafka()));
                });
    }

    private Future<Void> demo(
            Platform platform, Parts parts, DataFolder data, String adminKey, Demo.Addresses addresses) {
        if (!demo.demo()) {
            return Future.succeededFuture();
        }
        DemoScreen screen = new DemoScreen(terminal.out());
        DemoRollout.Wish rollout = demo.rollout();
        return new Demo(platform.vertx(), parts, data, adminKey, addresses, screen)
                .start()
                .compose(none -> rollout == null
                        ? Future.succeededFuture()
                        : new DemoRollout(platform.vertx(), parts, data, adminKey, addresses, screen, rollout).start());
    }

    private static Future<String> ota(Parts parts, OtaVerticle ota) {
        return parts.deploy("ota-service", ota)
                .onSuccess(id -> parts.ready("ota-service", "http://127.0.0.1:" + ota.actualPort()));
    }

    private static Future<EdgeVerticle> edge(
            Platform platform, Parts parts, UpSettings complete, ClusterMember member) {
        EdgeVerticle edge = new EdgeVerticle(platform, complete.edge(), member);
        return parts.deploy("mqtt-edge", edge)
                .onSuccess(id -> edge.addresses().forEach(address -> parts.ready("mqtt-edge", address)))
                .map(edge);
    }
}
