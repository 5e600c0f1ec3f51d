package io.deligate.registryview;

import io.deligate.registryview.ClusterMember.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members, each a process with an address of its own and all at one port, find each other by a name that stands for all
 * addresses, as a headless Service's does: also before their pods are ready, and still after they are gone.
 */
class ClusterNameIT {
    private static final String NAME = "registry-service-members";

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Path hosts;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        hosts = folder.resolve("hosts");
        // free at every address
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void thoseThatStartTogetherFindEachOtherAndTakeInWhoComesLater() throws Exception {
        nameStandsFor("127.0.0.2", "127.0.0.3");
        MemberProcess first = start("127.0.0.2", Role.DATA);
        MemberProcess second = start("127.0.0.3", Role.DATA);
        first.awaitSees("127.0.0.2 data, 127.0.0.3 data");
        second.awaitSees("127.0.0.2 data, 127.0.0.3 data");

        nameStandsFor("127.0.0.2", "127.0.0.3", "127.0.0.4");
        start("127.0.0.4", Role.DATA).awaitSees("127.0.0.2 data, 127.0.0.3 data, 127.0.0.4 data");

        first.awaitSees("127.0.0.2 data, 127.0.0.3 data, 127.0.0.4 data");
    }

    @Test
    void oneThatTheNameDoesNotStandForJoinsToAsk() throws Exception {
        nameStandsFor("127.0.0.2");
        MemberProcess registry = start("127.0.0.2", Role.DATA);
        registry.awaitSees("127.0.0.2 data");

        start("127.0.0.9", Role.LITE).awaitSees("127.0.0.2 data, 127.0.0.9 lite");

        registry.awaitSees("127.0.0.2 data, 127.0.0.9 lite");
    }

    @Test
    void theNameMayStillStandForThoseThatAreGone() throws Exception {
        nameStandsFor("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");
        silence("127.0.0.4");
        MemberProcess stays = start("127.0.0.2", Role.DATA);
        MemberProcess goes = start("127.0.0.3", Role.DATA);
        stays.awaitSees("127.0.0.2 data, 127.0.0.3 data");

        goes.kill();
        stays.awaitSees("127.0.0.2 data");

        // of the others one refuses, and one says nothing at all
        start("127.0.0.5", Role.DATA).awaitSees("127.0.0.2 data, 127.0.0.5 data");
    }

    @Test
    void aKilledOneComesBackAtAnotherAddress() throws Exception {
        nameStandsFor("127.0.0.2", "127.0.0.3");
        MemberProcess edge = start("127.0.0.9", Role.LITE);
        MemberProcess first = start("127.0.0.2", Role.DATA);
        edge.awaitSees("127.0.0.2 data, 127.0.0.9 lite");

        first.kill();
        edge.awaitSees("127.0.0.9 lite");
        MemberProcess again = start("127.0.0.3", Role.DATA);

        again.awaitSees("127.0.0.3 data, 127.0.0.9 lite");
    }

    private void nameStandsFor(String... addresses) throws IOException {
        String self = InetAddress.getLocalHost().getHostName();
        var unused = Files.writeString(
                hosts,
                Arrays.stream(addresses)
                        .map(address -> address + " " + NAME + "\n")
                        .collect(Collectors.joining("", "127.0.0.1 localhost " + self + "\n", "")));
    }

    private MemberProcess start(String address, Role role) throws IOException {
        MemberProcess member = MemberProcess.start(hosts, address, NAME, port, role);
        open.push(member);
        return member;
    }

    /** From here on nobody answers there, not even to refuse: the queue of whom nobody lets in is full. */
    private void silence(String address) throws IOException {
        ServerSocket deaf = new ServerSocket(port, 1, InetAddress.getByName(address));
        open.push(deaf);
        while (true) {
            Socket waiting = new Socket();
            open.push(waiting);
            try {
                waiting.connect(new InetSocketAddress(address, port), 500);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }
}
