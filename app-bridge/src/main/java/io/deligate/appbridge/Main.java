package io.deligate.appbridge;

import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;

/** An app-bridge as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(process().run(args, System.getenv()));
    }

    /** The bridge's process, not started yet. */
    public static ServiceProcess<BridgeConfig> process() {
        return ServiceProcess.of("app-bridge", BridgeConfig.defaults(), Main::assemble);
    }

    private static Future<?> assemble(Platform platform, BridgeConfig config, Parts parts) {
        return parts.startBlocking(
                        "cluster",
                        () -> ClusterMember.join(config.clusterConfig(), ClusterMember.Role.LITE),
                        ClusterMember::close)
                .compose(member -> parts.deploy("app-bridge", new BridgeVerticle(platform, config, member)));
    }
}
