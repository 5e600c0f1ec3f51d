package io.deligate.registryservice;

import io.deligate.registryview.ClusterMember;
import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.ServiceProcess;
import io.vertx.core.Future;

/** Runs a registry-service as a process of its own. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(process().run(args, System.getenv()));
    }

    /** The registry's process, not started yet. */
    public static ServiceProcess<RegistryConfig> process() {
        return ServiceProcess.of("registry-service", RegistryConfig.defaults(), Main::assemble);
    }

    private static Future<?> assemble(Platform platform, RegistryConfig config, Parts parts) {
        return parts.startBlocking(
                        "cluster",
                        () -> ClusterMember.join(config.clusterConfig(), ClusterMember.Role.DATA),
                        ClusterMember::close)
                .compose(member -> {
                    parts.ready("cluster", "port " + member.port());
                    RegistryVerticle registry = new RegistryVerticle(platform, config, member);
                    return parts.deploy("registry", registry)
                            .onSuccess(id -> registry.ftpAddress().ifPresent(address -> parts.ready("ftp", address)))
                            .onSuccess(id ->
                                    parts.ready("registry", config.registry().address(registry.actualPort())));
                });
    }
}
