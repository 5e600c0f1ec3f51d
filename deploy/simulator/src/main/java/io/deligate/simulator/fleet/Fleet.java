package io.deligate.simulator.fleet;

import io.deligate.load.Target;
import io.deligate.servicekit.config.Secret;
import io.deligate.simulator.device.Identity;
import io.deligate.simulator.device.SimulatedDevice;
import io.deligate.simulator.download.Downloader;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A simulated fleet: a few event loops for all its devices, no thread and no file for any of them. Safe for several
 * threads.
 */
public final class Fleet implements AutoCloseable {
    private static final int PER_LOOP = 10_000;

    private final FleetPlan plan;
    private final Tally tally = new Tally();
    private final Downloader downloader;
    private final List<Shard> shards = new ArrayList<>();
    private final List<FleetMember> members = new ArrayList<>();

    /**
     * A fleet that is switched off until {@link #start}.
     *
     * @param productKey from which each device makes its password
     */
    public Fleet(Vertx vertx, FleetPlan plan, Secret productKey, Target target, Clock clock) {
        this.plan = plan;
        this.downloader = new Downloader(vertx, plan.downloads());
        int loops = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), plan.devices() / PER_LOOP));
        Target way = target.fromLoopbacks(plan.devices());
        for (int i = 0; i < loops; i++) {
            shards.add(new Shard(way, productKey, downloader, tally));
        }
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        for (int number = 0; number < plan.devices(); number++) {
            Identity identity = plan.identity(number);
            SimulatedDevice device = new SimulatedDevice(
                    identity,
                    plan.habits(),
                    plan.version(),
                    Share.includes(plan.badInstalls(), number),
                    seeds.nextLong(),
                    clock);
            Shard shard = shards.get(number % loops);
            FleetMember member = new FleetMember(shard, identity, device);
            shard.add(member);
            members.add(member);
        }
    }

    /** Switches the devices on, one after the other at the rate of the plan. */
    public void start() {
        for (int number = 0; number < plan.devices(); number++) {
            FleetMember member = members.get(number);
            long after = Math.round(number / plan.connectRate() * 1_000);
            var unused =
                    shards.get(number % shards.size()).loop().schedule(member::switchOn, after, TimeUnit.MILLISECONDS);
        }
    }

    public FleetPlan plan() {
        return plan;
    }

    /** What has been counted up to now. */
    public Snapshot snapshot() {
        return tally.snapshot();
    }

    /** All devices disconnect; blocks until they have, for some seconds at most. */
    @Override
    public void close() {
        shards.forEach(Shard::close);
        var unused = downloader.close();
    }
}
