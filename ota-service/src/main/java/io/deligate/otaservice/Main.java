package io.deligate.otaservice;

import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;

/** An ota-service as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(process().run(args, System.getenv()));
    }

    /** The process, not started yet. */
    public static ServiceProcess<OtaConfig> process() {
        return ServiceProcess.of("ota-service", OtaConfig.defaults(), Main::assemble);
    }

    private static Future<?> assemble(Platform platform, OtaConfig config, Parts parts) {
        return parts.startBlocking(
                        "cluster",
                        () -> ClusterMember.join(config.clusterConfig(), ClusterMember.Role.LITE),
                        ClusterMember::close)
                .compose(member -> {
                    OtaVerticle ota = new OtaVerticle(platform, config, member);
                    return parts.deploy("ota", ota)
                            .onSuccess(id ->
                                    parts.ready("ota", "http://" + config.ota().host() + ":" + ota.actualPort()));
                });
    }
}
