package io.deligate.registryview;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import io.deligate.registryview.ClusterMember.Role;
import io.deligate.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A member of the cluster in a process of its own, at an address of its own as a pod has one, that looks names up in a file. */
final class MemberProcess implements AutoCloseable {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);

    private final String address;
    private final Process process;
    private volatile String sees = "nobody yet";

    private MemberProcess(String address, Process process) {
        this.address = address;
        this.process = process;
        Thread reader = new Thread(() -> process.inputReader().lines().forEach(line -> sees = line), address);
        reader.setDaemon(true);
        reader.start();
    }

    /** The file is one of hosts: an address and its names in each line; it is read anew by each process. */
    static MemberProcess start(Path hosts, String address, String name, int port, Role role) throws IOException {
        return start(
                address,
                List.of(
                        "-Djdk.net.hosts.file=" + hosts,
                        "-Dhazelcast.local.localAddress=" + address,
                        "-Dhazelcast.socket.bind.any=false"),
                List.of("dns:" + name, String.valueOf(port), role.name()));
    }

    /** One that begins a cluster on loopback. */
    static MemberProcess alone(int port) throws IOException {
        return start("127.0.0.1", List.of(), List.of("", String.valueOf(port), Role.DATA.name()));
    }

    private static MemberProcess start(String address, List<String> options, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(MemberProcess.class.getName());
        command.addAll(args);
        return new MemberProcess(
                address,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Joins, says in one line whom it sees whenever that changes, and leaves when its starter is gone. */
    public static void main(String[] args) throws IOException {
        ClusterMember member =
                ClusterMember.join(new ClusterConfig(args[0], Integer.parseInt(args[1])), Role.valueOf(args[2]));
        var listener = member.hazelcast().getCluster().addMembershipListener(new Watcher());
        int end = System.in.read();
        assert end < 0 && listener != null;
        member.close();
    }

    /** Whom it sees, itself included: {@code 127.0.0.2 data, 127.0.0.9 lite}. Fails when it does not come to that. */
    void awaitSees(String members) {
        Await.until(SEEN_WITHIN, address + " sees " + members + ", not " + sees, () -> sees.equals(members));
    }

    /** {@code SIGSTOP}: it says nothing any more, and its connections stay. */
    void freeze() throws IOException, InterruptedException {
        int failed = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (failed != 0) {
            throw new IllegalStateException(address + " was not frozen");
        }
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
        var asked = process.toHandle().destroyForcibly();
        if (!process.waitFor(SEEN_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(address + " did not end, asked: " + asked);
        }
    }

    @Override
    public void close() {
        var unused = process.destroyForcibly();
    }

    private static final class Watcher implements InitialMembershipListener {
        @Override
        public void init(InitialMembershipEvent event) {
            say(event.getMembers());
        }

        @Override
        public void memberAdded(MembershipEvent event) {
            say(event.getMembers());
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            say(event.getMembers());
        }

        private static void say(Set<Member> members) {
            System.out.println(members.stream()
                    .map(member -> member.getAddress().getHost() + (member.isLiteMember() ? " lite" : " data"))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .stream()
                    .collect(Collectors.joining(", ")));
        }
    }
}
