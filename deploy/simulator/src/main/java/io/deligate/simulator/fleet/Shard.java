package io.deligate.simulator.fleet;

import io.deligate.load.Network;
import io.deligate.load.Target;
import io.deligate.servicekit.config.Secret;
import io.deligate.simulator.download.Downloader;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** A part of the fleet with an event loop of its own. */
final class Shard {
    private final Network network = new Network(1);
    private final EventLoop loop = network.loops().get(0);
    private final List<FleetMember> members = new ArrayList<>();
    private final Target target;
    private final Secret productKey;
    private final Downloader downloader;
    private final Tally tally;
    private volatile boolean closed;

    Shard(Target target, Secret productKey, Downloader downloader, Tally tally) {
        this.target = target;
        this.productKey = productKey;
        this.downloader = downloader;
        this.tally = tally;
    }

    void add(FleetMember member) {
        members.add(member);
    }

    Network network() {
        return network;
    }

    EventLoop loop() {
        return loop;
    }

    Target target() {
        return target;
    }

    String productKey() {
        return productKey.reveal();
    }

    Downloader downloader() {
        return downloader;
    }

    Tally tally() {
        return tally;
    }

    boolean isClosed() {
        return closed;
    }

    /** All its devices say goodbye; blocks until they have, for some seconds at most. */
    void close() {
        closed = true;
        var unused = loop.submit(() -> members.forEach(FleetMember::leave)).awaitUninterruptibly(5_000);
        network.close();
    }
}
