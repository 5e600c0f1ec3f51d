package io.deligate.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The broker's settings: one node, loopback only, small in memory and on disk. */
final class KafkaSettings {
    static final int NODE_ID = 1;

    private static final String PLAINTEXT = "PLAINTEXT";
    private static final int MEGABYTE = 1024 * 1024;

    private KafkaSettings() {}

    static Map<String, Object> of(Path logs, int port, int controllerPort, @Nullable SideEntrance side) {
        Map<String, Object> settings = new HashMap<>();
        listeners(settings, port, controllerPort);
        if (side instanceof SideEntrance.Detour detour) {
            detour(settings, detour);
        } else if (side instanceof SideEntrance.Guarded guarded) {
            guarded(settings, guarded);
        } else if (side instanceof SideEntrance.Outside outside) {
            entrance(settings, "OUTSIDE", outside, outside.port(), PLAINTEXT);
        }
        memory(settings);
        disk(settings, logs);
        oneNode(settings);
        // the broker's own definition parses text, and is strict about the width of numbers
        settings.replaceAll((key, value) -> value.toString());
        return settings;
    }

    private static void listeners(Map<String, Object> settings, int port, int controllerPort) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE_ID);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", PLAINTEXT);
    }

    private static void detour(Map<String, Object> settings, SideEntrance.Detour detour) {
        entrance(settings, "DETOUR", detour, detour.advertised(), PLAINTEXT);
    }

    /** Who comes in through the ordinary entrance, the broker itself included, may do everything. */
    private static void guarded(Map<String, Object> settings, SideEntrance.Guarded guarded) {
        entrance(settings, "GUARDED", guarded, guarded.port(), "SASL_PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.guarded.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
    }

    private static void entrance(
            Map<String, Object> settings, String name, SideEntrance side, int advertised, String security) {
        append(settings, "listeners", name + "://" + side.host() + ":" + side.port());
        append(settings, "advertised.listeners", name + "://" + side.host() + ":" + advertised);
        append(settings, "listener.security.protocol.map", name + ":" + security);
    }

    private static void append(Map<String, Object> settings, String key, String value) {
        settings.merge(key, value, (all, one) -> all + "," + one);
    }

    private static void memory(Map<String, Object> settings) {
        settings.put("num.network.threads", 1);
        settings.put("num.io.threads", 2);
        settings.put("background.threads", 2);
        settings.put("num.recovery.threads.per.data.dir", 2);
        settings.put("log.cleaner.dedupe.buffer.size", 8 * MEGABYTE);
        settings.put("log.cleaner.io.buffer.size", 64 * 1024);
        settings.put("group.coordinator.threads", 1);
        settings.put("group.share.max.groups", 1);
        settings.put("metric.reporters", "");
        settings.put("telemetry.max.bytes", 64 * 1024);
    }

    private static void disk(Map<String, Object> settings, Path logs) {
        settings.put("log.dirs", logs.toString());
        settings.put("log.segment.bytes", 64 * MEGABYTE);
        settings.put("log.index.size.max.bytes", MEGABYTE);
        settings.put("log.retention.hours", 72);
        settings.put("offsets.topic.segment.bytes", 8 * MEGABYTE);
        settings.put("transaction.state.log.segment.bytes", 8 * MEGABYTE);
        settings.put("share.coordinator.state.topic.segment.bytes", 8 * MEGABYTE);
        settings.put("metadata.log.segment.bytes", 8 * MEGABYTE);
        settings.put("metadata.max.retention.bytes", 32 * MEGABYTE);
        // the idle record only helps followers to see progress, and here is none
        settings.put("metadata.max.idle.interval.ms", 0);
    }

    private static void oneNode(Map<String, Object> settings) {
        settings.put("auto.create.topics.enable", false);
        settings.put("default.replication.factor", 1);
        settings.put("min.insync.replicas", 1);
        settings.put("offsets.topic.num.partitions", 4);
        settings.put("offsets.topic.replication.factor", 1);
        settings.put("transaction.state.log.num.partitions", 2);
        settings.put("transaction.state.log.replication.factor", 1);
        settings.put("transaction.state.log.min.isr", 1);
        settings.put("share.coordinator.state.topic.num.partitions", 1);
        settings.put("share.coordinator.state.topic.replication.factor", 1);
        settings.put("share.coordinator.state.topic.min.isr", 1);
        settings.put("group.initial.rebalance.delay.ms", 0);
        // a broker back from a crash registers again as soon as its former life has timed out
        settings.put("broker.heartbeat.interval.ms", 200);
        settings.put("broker.session.timeout.ms", 3_000);
    }
}
