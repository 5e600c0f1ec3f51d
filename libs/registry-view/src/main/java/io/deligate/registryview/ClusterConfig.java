package io.deligate.registryview;

import io.deligate.servicekit.config.Expect;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the other members of the cluster are.
 *
 * @param cluster {@code host:port,...}, or {@code dns:NAME} for a name that resolves to all members, or empty for a
 *     member that starts alone
 * @param clusterPort the port this member listens on; 0 = any free one
 */
public record ClusterConfig(String cluster, int clusterPort) {
    private static final String DNS = "dns:";
    private static final String HOST = "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final Pattern MEMBER = Pattern.compile(HOST + "(:[0-9]{1,5})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.[0-9.]+|localhost|\\[::1])(:.*)?");

    public ClusterConfig {
        Expect.port("cluster-port", clusterPort);
        String given = cluster.strip();
        boolean wellFormed = given.startsWith(DNS)
                ? NAME.matcher(given.substring(DNS.length())).matches()
                : split(given).stream()
                        .allMatch(member -> MEMBER.matcher(member).matches());
        Expect.that(wellFormed, "cluster", cluster, "host:port,... or dns:NAME or empty");
        cluster = given;
    }

    public static ClusterConfig defaults() {
        return new ClusterConfig("", 5701);
    }

    boolean isDns() {
        return cluster.startsWith(DNS);
    }

    String dnsName() {
        return cluster.substring(DNS.length());
    }

    /** The listed members; empty when there is none or when a name stands for them. */
    List<String> members() {
        return isDns() ? List.of() : split(cluster);
    }

    /** Whether nobody beyond this machine can be meant: then nobody beyond it need reach this member either. */
    boolean isLocal() {
        return !isDns()
                && members().stream()
                        .allMatch(member -> LOOPBACK.matcher(member).matches());
    }

    private static List<String> split(String members) {
        return Arrays.stream(members.split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
    }
}
