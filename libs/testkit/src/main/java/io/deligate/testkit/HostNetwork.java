package io.deligate.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts with addresses and cables of their own: network namespaces of Linux on a switch in one more, which this process is
 * connected to as well. No route leads out of it. Needs root's rights over networks (CAP_NET_ADMIN and CAP_SYS_ADMIN),
 * iproute2, util-linux and iptables.
 *
 * <p>A fault here is silence: nobody gets an answer, and nobody a reset connection.
 */
public final class HostNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostNetwork.class);

    /** Of the range that RFC 2544 sets aside for tests, a net of 256 addresses each. */
    private static final String RANGE = "198.18.";

    private static final int NETS = 256;
    private static final int FIRST_HOST = 11;
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final int net;
    private final String stem;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final List<String> rules = new ArrayList<>();
    private final Thread onExit = new Thread(this::takeDown, "host-network-down");

    private HostNetwork(int net) {
        this.net = net;
        this.stem = stem(net);
    }

    private static String stem(int net) {
        return "dlg" + net;
    }

    /** Why this process may not make one; empty when it may. */
    public static Optional<String> obstacle() {
        String probe = "dlgprobe" + ProcessHandle.current().pid();
        Optional<String> why = Shell.attempt("ip netns add " + probe)
                .or(() -> Shell.attempt("nsenter --net=/run/netns/" + probe + " iptables -w -S"));
        var unused = Shell.attempt("ip netns del " + probe);
        return why;
    }

    /** An empty one; several processes may have one each. */
    public static HostNetwork open() {
        int first = (int) (ProcessHandle.current().pid() % NETS);
        for (int i = 0; i < NETS; i++) {
            int net = (first + i) % NETS;
            // whoever makes the switch has the net
            if (Shell.attempt("ip netns add " + stem(net) + "-switch").isEmpty()) {
                HostNetwork network = new HostNetwork(net);
                network.build();
                return network;
            }
        }
        throw new IllegalStateException(
                "no net is free (expected: less than " + NETS + " namespaces called dlg*-switch)");
    }

    private void build() {
        Runtime.getRuntime().addShutdownHook(onExit);
        String inSwitch = "ip -n " + stem + "-switch ";
        Shell.run(inSwitch + "link add br0 type bridge");
        Shell.run(inSwitch + "link set br0 up");
        Shell.run("ip link add " + stem + " type veth peer name home netns " + stem + "-switch");
        Shell.run(inSwitch + "link set home master br0 up");
        Shell.run("ip addr add " + home() + "/24 dev " + stem);
        Shell.run("ip link set " + stem + " up");
    }

    /** Where the hosts reach this process. */
    public String home() {
        return RANGE + net + ".1";
    }

    /** The host of that name, made when it is new: letters a-z, digits and dashes. */
    public Host host(String name) {
        if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: a-z, 0-9 and -)");
        }
        return hosts.computeIfAbsent(name, this::make);
    }

    private Host make(String name) {
        int octet = FIRST_HOST + hosts.size();
        String namespace = stem + "-" + name;
        String address = RANGE + net + "." + octet;
        Shell.run("ip netns add " + namespace);
        Shell.run("ip link add p" + octet + " netns " + stem + "-switch type veth peer name eth0 netns " + namespace);
        Shell.run("ip -n " + stem + "-switch link set p" + octet + " master br0 up");
        Shell.run("ip -n " + namespace + " link set lo up");
        Shell.run("ip -n " + namespace + " addr add " + address + "/24 dev eth0");
        Shell.run("ip -n " + namespace + " link set eth0 up");
        return new Host(name, address, List.of("nsenter", "--net=" + NAMESPACES.resolve(namespace)));
    }

    /** Pulls the host's cable out at the switch: neither it nor anybody else is told. */
    public void cut(Host host) {
        Shell.run("ip -n " + stem + "-switch link set " + port(host) + " down");
    }

    /** Puts its cable back. */
    public void heal(Host host) {
        Shell.run("ip -n " + stem + "-switch link set " + port(host) + " up");
    }

    private static String port(Host host) {
        return "p" + host.address().substring(host.address().lastIndexOf('.') + 1);
    }

    /** What {@code from} sends no longer reaches {@code to}; the other direction stays. */
    public void oneway(Host from, Host to) {
        String rule = "INPUT -s " + from.address() + " -j DROP";
        String filter =
                String.join(" ", to.command(List.of("iptables", "-w", ""))).stripTrailing();
        Shell.run(filter + " -A " + rule);
        rules.add(filter + " -D " + rule);
    }

    /** Nothing passes between those two any more. */
    public void part(Host one, Host other) {
        oneway(one, other);
        oneway(other, one);
    }

    /** Nothing passes between those groups any more. */
    public void split(List<Host> some, List<Host> others) {
        some.forEach(one -> others.forEach(other -> part(one, other)));
    }

    /** Everything that was parted, split or made one-way passes again; pulled cables stay out. */
    public void join() {
        rules.forEach(Shell::run);
        rules.clear();
    }

    /** Takes it all away; processes that still run in it are cut off for ever. */
    @Override
    public void close() {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        takeDown();
    }

    private void takeDown() {
        Stream<String> namespaces = hosts.keySet().stream().map(name -> "ip netns del " + stem + "-" + name);
        Stream.of(Stream.of("ip link del " + stem), namespaces, Stream.of("ip netns del " + stem + "-switch"))
                .flatMap(commands -> commands)
                .forEach(command -> Shell.attempt(command).ifPresent(why -> LOG.warn("left behind: {}", why)));
    }
}
