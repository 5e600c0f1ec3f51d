package io.deligate.mqttedge;

import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;

/** An edge as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(process().run(args, System.getenv()));
    }

    /** The edge's process, not started yet. */
    public static ServiceProcess<EdgeConfig> process() {
        return ServiceProcess.of("mqtt-edge", EdgeConfig.defaults(), Main::assemble);
    }

    private static Future<?> assemble(Platform platform, EdgeConfig config, Parts parts) {
        return parts.startBlocking(
                        "cluster",
                        () -> ClusterMember.join(config.clusterConfig(), ClusterMember.Role.LITE),
                        ClusterMember::close)
                .compose(member -> {
                    EdgeVerticle edge = new EdgeVerticle(platform, config, member);
                    return parts.deploy("mqtt-edge", edge)
                            .onSuccess(id -> edge.addresses().forEach(address -> parts.ready("mqtt", address)));
                });
    }
}
