package io.deligate.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Devices as a process of their own, so that what they cost is not counted as the platform's. It is told what to do by
 * words {@code key=value}, connects its devices, and then obeys its {@link Conductor}. It ends when its input ends.
 */
public final class Generator implements Conductor.Player {
    private static final long ALL_IN_SECONDS = 300;

    private final Order order;
    private final Fleet fleet;

    private Generator(Order order, Fleet fleet) {
        this.order = order;
        this.fleet = fleet;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Order order = Order.parse(args);
        Meter meter = new Meter();
        Target target = Target.plain(order.target()).fromLoopbacks(order.connections());
        try (Network network = new Network(order.threads())) {
            Fleet fleet = new Fleet(order, network, order.trust().isEmpty() ? target : target.over(tls(order)), meter);
            Conductor conductor = new Conductor(meter, new Generator(order, fleet));
            fleet.connect();
            if (fleet.awaitAll(ALL_IN_SECONDS)) {
                conductor.obey();
            } else {
                conductor.say("failed");
            }
            fleet.leave();
        }
    }

    private static SslContext tls(Order order) throws IOException {
        return SslContextBuilder.forClient()
                .trustManager(Path.of(order.trust()).toFile())
                .build();
    }

    @Override
    public void begin() {
        fleet.begin();
    }

    @Override
    public void rest() {
        fleet.rest();
    }

    @Override
    public Map<String, Object> more() {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("connections", order.connections() - fleet.absent());
        more.put("refused", fleet.refused());
        more.put("lost", fleet.lost());
        more.put("last_ending", fleet.lastEnding());
        more.put("received", fleet.received());
        more.put("last_ms", fleet.lastDelay() / 1e6);
        return more;
    }
}
