package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.sample.SampleConfig;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The pieces of a process as a launcher of several services uses them. */
class InProcessIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> events = new CopyOnWriteArrayList<>();

    private ServiceProcess<SampleConfig> service(Assembly<SampleConfig> assembly) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return ServiceProcess.of("sample", SampleConfig.defaults(), assembly).writingTo(new Terminal(stream, stream));
    }

    private Future<?> recorded(Parts parts, String name) {
        return parts.start(name, () -> Future.succeededFuture(name), part -> {
            events.add("stop " + part);
            return Future.succeededFuture();
        });
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void severalAssembliesShareOnePlatform() throws Exception {
        Assembly<SampleConfig> first = (platform, config, parts) -> recorded(parts, "first");
        Assembly<SampleConfig> second = (platform, config, parts) -> recorded(parts, "second");
        RunningPlatform running = get(service((platform, config, parts) -> first.assemble(platform, config, parts)
                        .compose(done -> second.assemble(platform, config, parts)))
                .start(SampleConfig.defaults()));
        assertThat(running.platform().health().ready().isUp()).isTrue();
        assertThat(running.stop().toCompletionStage().toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);

        assertThat(events).containsExactly("stop second", "stop first");
        assertThat(running.platform().health().ready().isUp()).isFalse();
    }

    @Test
    void aFailedStartLeavesNothingBehind() throws Exception {
        int port = freePort();
        SampleConfig config = new SampleConfig(
                SampleConfig.defaults().sample(), new ManagementConfig("127.0.0.1", port), RuntimeConfig.defaults());
        Future<RunningPlatform> failed = service((platform, it, parts) ->
                        recorded(parts, "first").compose(done -> Future.failedFuture("no luck")))
                .start(config);

        assertThatThrownBy(() -> get(failed)).hasRootCauseMessage("no luck").hasMessageContaining("sample: no luck");
        assertThat(events).containsExactly("stop first");
        assertThat(get(service((platform, it, parts) -> recorded(parts, "again"))
                        .start(config)
                        .compose(RunningPlatform::stop)
                        .map("stopped")))
                .isEqualTo("stopped");
    }

    @Test
    void anAssemblyThatThrowsIsAFailedStart() {
        Future<RunningPlatform> failed = service((platform, it, parts) -> {
                    throw new IllegalStateException("broken wiring");
                })
                .start(SampleConfig.defaults());

        assertThatThrownBy(() -> get(failed)).hasMessageContaining("sample: broken wiring");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
