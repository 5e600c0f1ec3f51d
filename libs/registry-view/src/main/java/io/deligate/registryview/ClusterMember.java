package io.deligate.registryview;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import io.deligate.servicekit.process.StartFailure;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process in the cluster. The cluster is membership and cache only: everything in it can be lost and comes again
 * from the database or from the edges.
 */
public final class ClusterMember implements AutoCloseable {
    /** What a member does for the others. */
    public enum Role {
        /** Holds the cached records and loads them from the registry's database; registry-service only. */
        DATA,
        /** Only asks. */
        LITE
    }

    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);
    private static final String CLUSTER = "deligate";
    private static final String PRODUCTS = "deligate.products";
    private static final String DEVICES = "deligate.devices";
    private static final String APPS = "deligate.apps";
    private static final String EDGES = "deligate.edges";
    private static final String CHANGES = "deligate.changes";

    /** The net under a lost announcement of a change (D8). */
    private static final Duration CACHED = Duration.ofSeconds(60);

    private static final int MOST_PRODUCTS = 20_000;
    private static final int MOST_APPS = 20_000;
    private static final int MOST_DEVICES = 500_000;

    private final HazelcastInstance hazelcast;
    private final LoaderSlot productLoader;
    private final LoaderSlot deviceLoader;
    private final LoaderSlot appLoader;

    private ClusterMember(
            HazelcastInstance hazelcast, LoaderSlot productLoader, LoaderSlot deviceLoader, LoaderSlot appLoader) {
        this.hazelcast = hazelcast;
        this.productLoader = productLoader;
        this.deviceLoader = deviceLoader;
        this.appLoader = appLoader;
        openAll();
    }

    /**
     * Joins the cluster, or begins one when nobody is there yet; blocks for a second or two, so it belongs to the start of
     * a process and not on an event loop.
     *
     * @throws StartFailure when the port cannot be opened
     */
    public static ClusterMember join(ClusterConfig config, Role role) {
        LoaderSlot products = new LoaderSlot("product");
        LoaderSlot devices = new LoaderSlot("device");
        LoaderSlot apps = new LoaderSlot("app");
        Config hazelcast = new Config().setClusterName(CLUSTER).setLiteMember(role == Role.LITE);
        properties().forEach(hazelcast::setProperty);
        if (config.isLocal()) {
            hazelcast.setProperty("hazelcast.socket.bind.any", "false");
        }
        network(hazelcast.getNetworkConfig(), config, role);
        hazelcast.addMapConfig(records(PRODUCTS, MOST_PRODUCTS, products, role));
        hazelcast.addMapConfig(records(DEVICES, MOST_DEVICES, devices, role));
        hazelcast.addMapConfig(records(APPS, MOST_APPS, apps, role));
        hazelcast.addMapConfig(new MapConfig(EDGES).setStatisticsEnabled(false).setBackupCount(1));
        try {
            return new ClusterMember(Hazelcast.newHazelcastInstance(hazelcast), products, devices, apps);
        } catch (HazelcastException refused) {
            throw new StartFailure(
                    "cluster port " + config.clusterPort() + " is in use or may not be opened",
                    "a free port; set DELIGATE_CLUSTER_PORT",
                    refused);
        }
    }

    /** The port other members can list. */
    public int port() {
        return hazelcast.getCluster().getLocalMember().getAddress().getPort();
    }

    /** Whether a registry-service is among the members. */
    public boolean seesRegistry() {
        return hazelcast.getCluster().getMembers().stream().anyMatch(member -> !member.isLiteMember());
    }

    /**
     * Runs the task whenever a registry member has come, or this member has found back to the others: what was announced
     * before did not reach it. On a thread of the cluster.
     */
    void whenRegistryJoins(Runnable task) {
        UUID joins = hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                if (!event.getMember().isLiteMember()) {
                    task.run();
                }
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                // what is known stays
            }
        });
        UUID merges = hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                task.run();
            }
        });
        log.debug("watching the cluster: {} {}", joins, merges);
    }

    /** The instance itself, for whatever else of this process wants to share it. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Leaves the cluster; blocks for up to 5 s. */
    @Override
    public void close() {
        hazelcast.shutdown();
    }

    IMap<String, byte[]> products() {
        return hazelcast.getMap(PRODUCTS);
    }

    IMap<String, byte[]> devices() {
        return hazelcast.getMap(DEVICES);
    }

    IMap<String, byte[]> apps() {
        return hazelcast.getMap(APPS);
    }

    IMap<String, byte[]> edges() {
        return hazelcast.getMap(EDGES);
    }

    ITopic<String> changes() {
        return hazelcast.getTopic(CHANGES);
    }

    LoaderSlot productLoader() {
        return productLoader;
    }

    LoaderSlot deviceLoader() {
        return deviceLoader;
    }

    LoaderSlot appLoader() {
        return appLoader;
    }

    /** The first use of each structure blocks; afterwards it is a lookup. */
    private void openAll() {
        var opened = new Object[] {products(), devices(), apps(), edges(), changes()};
        assert opened.length > 0;
    }

    private static Map<String, String> properties() {
        return Map.ofEntries(
                // A frozen or cut-off member is gone after 16 s and back 10 s after it woke; by default it takes
                // minutes.
                // Not sooner, and with several I/O threads: whoever looks for a silent member spins on that connection
                // (hazelcast/hazelcast#26473) and starves what shares its thread. With one thread and 5 s a single
                // frozen member made all the others leave each other.
                Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
                Map.entry("hazelcast.max.no.heartbeat.seconds", "16"),
                Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
                Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
                Map.entry("hazelcast.wait.seconds.before.join", "0"),
                Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
                Map.entry("hazelcast.shutdownhook.enabled", "false"),
                Map.entry("hazelcast.phone.home.enabled", "false"),
                Map.entry("hazelcast.logging.type", "slf4j"),
                Map.entry("hazelcast.health.monitoring.level", "OFF"),
                Map.entry("hazelcast.operation.thread.count", "2"),
                Map.entry("hazelcast.operation.generic.thread.count", "2"),
                Map.entry("hazelcast.io.thread.count", "4"),
                Map.entry("hazelcast.event.thread.count", "1"));
    }

    private static void network(NetworkConfig network, ClusterConfig config, Role role) {
        // Others are told a data member's port; a lite member only calls, so the next free port serves it as well.
        network.setPort(config.clusterPort()).setPortAutoIncrement(role == Role.LITE);
        if (config.isLocal()) {
            network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        }
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        if (config.isDns()) {
            // Named after its first use; of it only the lookup of a name with many addresses is used.
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", config.dnsName())
                    .setProperty("service-port", String.valueOf(config.clusterPort()));
        } else {
            join.getTcpIpConfig()
                    .setEnabled(true)
                    .setConnectionTimeoutSeconds(2)
                    .setMembers(config.members());
        }
    }

    private static MapConfig records(String name, int most, LoaderSlot loader, Role role) {
        MapConfig map = new MapConfig(name)
                .setStatisticsEnabled(false)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(0)
                .setTimeToLiveSeconds((int) CACHED.toSeconds())
                .setEvictionConfig(new EvictionConfig()
                        .setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                        .setSize(most));
        if (role == Role.DATA) {
            map.setMapStoreConfig(new MapStoreConfig()
                    .setEnabled(true)
                    .setInitialLoadMode(MapStoreConfig.InitialLoadMode.LAZY)
                    .setImplementation(loader));
        }
        return map;
    }
}
