package io.deligate.dispatcher;

import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;

/** A dispatcher as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(process().run(args, System.getenv()));
    }

    /** The dispatcher's process, not started yet. */
    public static ServiceProcess<DispatcherConfig> process() {
        return ServiceProcess.of("dispatcher", DispatcherConfig.defaults(), Main::assemble);
    }

    private static Future<?> assemble(Platform platform, DispatcherConfig config, Parts parts) {
        return parts.startBlocking(
                        "cluster",
                        () -> ClusterMember.join(config.clusterConfig(), ClusterMember.Role.LITE),
                        ClusterMember::close)
                .compose(member -> parts.deploy("dispatcher", new DispatcherVerticle(platform, config, member)));
    }
}
