package io.deligate.mqttedge;

import io.deligate.mqttedge.drain.DrainConfig;
import io.deligate.mqttedge.drain.SheddingConfig;
import io.deligate.mqttedge.listener.Entrance;
import io.deligate.mqttedge.listener.ListenerConfig;
import io.deligate.mqttedge.listener.MqttsConfig;
import io.deligate.mqttedge.listener.TlsConfig;
import io.deligate.mqttedge.listener.WebSocketConfig;
import io.deligate.mqttedge.session.SendLimits;
import io.deligate.mqttedge.uplink.UplinkLimits;
import io.deligate.registryview.ClusterConfig;
import io.deligate.servicekit.management.ManagementConfig;
import io.deligate.servicekit.process.RuntimeConfig;
import io.deligate.servicekit.process.ServiceConfig;
import io.deligate.streams.topic.EdgeId;
import io.deligate.streams.topic.KafkaConfig;
import io.deligate.streams.topic.TopicNames;
import io.deligate.tracing.TracingConfig;
import java.time.Duration;
import java.util.List;

/** Everything that can be set on an edge. */
public record EdgeConfig(
        Identity edge,
        ListenerConfig mqtt,
        MqttsConfig mqtts,
        WebSocketConfig websocket,
        TlsConfig tls,
        Advertised advertised,
        UplinkLimits uplink,
        SendLimits downlink,
        DrainConfig drain,
        SheddingConfig shedding,
        KafkaConfig kafka,
        String topicPrefix,
        String cluster,
        int clusterPort,
        TracingConfig tracing,
        ManagementConfig management,
        RuntimeConfig runtime)
        implements ServiceConfig {
    public EdgeConfig {
        topicPrefix = new TopicNames(topicPrefix).prefix();
        var member = new ClusterConfig(cluster, clusterPort);
        cluster = member.cluster();
        clusterPort = member.clusterPort();
    }

    /**
     * @param id unique among the edges of one platform; a restarted edge takes up the work of its id
     * @param lostAfter how long an edge may be silent before a survivor ends its sessions; the same for all edges
     */
    public record Identity(String id, Duration lostAfter) {
        public Identity {
            if (lostAfter.toMillis() < 600 || lostAfter.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("edge.lost-after: " + lostAfter + " (expected: 600ms to 1h)");
            }
            var checked = new EdgeId(id);
            id = checked.value();
        }
    }

    /**
     * @param mqtt {@code tcp://host:port} under which devices reach this edge; empty means where it listens
     * @param mqtts {@code ssl://host:port} under which they reach it over TLS; the same
     */
    public record Advertised(String mqtt, String mqtts) {
        public Advertised {
            check("mqtt", mqtt, "tcp");
            check("mqtts", mqtts, "ssl");
        }

        private static void check(String name, String address, String scheme) {
            if (!address.isEmpty() && !address.matches(scheme + "://[^/\\s]+:\\d{1,5}")) {
                throw new IllegalArgumentException(
                        "advertised." + name + ": " + address + " (expected: " + scheme + "://host:port)");
            }
        }
    }

    public static EdgeConfig defaults() {
        ClusterConfig alone = ClusterConfig.defaults();
        return new EdgeConfig(
                new Identity("edge-1", Duration.ofSeconds(30)),
                ListenerConfig.defaults(),
                MqttsConfig.defaults(),
                WebSocketConfig.defaults(),
                TlsConfig.defaults(),
                new Advertised("", ""),
                UplinkLimits.defaults(),
                SendLimits.defaults(),
                DrainConfig.defaults(),
                SheddingConfig.defaults(),
                KafkaConfig.defaults(),
                TopicNames.DEFAULT_PREFIX,
                alone.cluster(),
                alone.clusterPort(),
                TracingConfig.defaults(),
                ManagementConfig.defaults(),
                RuntimeConfig.defaults());
    }

    List<Entrance> entrances() {
        return Entrance.of(mqtt, mqtts, websocket, tls);
    }

    EdgeId edgeId() {
        return new EdgeId(edge.id());
    }

    TopicNames topics() {
        return new TopicNames(topicPrefix);
    }

    ClusterConfig clusterConfig() {
        return new ClusterConfig(cluster, clusterPort);
    }
}
