package io.deligate.simulator.fleet;

import io.deligate.load.Credentials;
import io.deligate.load.DeviceConnection;
import io.deligate.load.DeviceEvents;
import io.deligate.load.Ending;
import io.deligate.simulator.device.Identity;
import io.deligate.simulator.device.Order;
import io.deligate.simulator.device.Phase;
import io.deligate.simulator.device.SimulatedDevice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out what one device orders, and tells it what comes of it. On the event loop of its shard only. */
final class FleetMember implements Order.Cases<Boolean> {
    private static final String TOPIC = "device";
    private static final int MOST_IN_FLIGHT = 200;

    private final Shard shard;
    private final Identity identity;
    private final SimulatedDevice device;
    private @Nullable Line line;
    private boolean met;
    private Phase phase;
    private String version;
    private boolean away;

    FleetMember(Shard shard, Identity identity, SimulatedDevice device) {
        this.shard = shard;
        this.identity = identity;
        this.device = device;
        this.phase = device.phase();
        this.version = device.version();
        shard.tally().device(phase, version, away);
    }

    void switchOn() {
        follow(device::switchedOn);
    }

    /** Says goodbye and does nothing any more. */
    void leave() {
        hangUp();
    }

    private void follow(Supplier<List<Order>> event) {
        if (shard.isClosed()) {
            return;
        }
        List<Order> orders = event.get();
        for (Order order : orders) {
            var unused = order.match(this);
        }
        Tally tally = shard.tally();
        if (device.phase() != phase) {
            tally.moved(phase, device.phase());
            phase = device.phase();
        }
        if (!device.version().equals(version)) {
            tally.changed(version, device.version());
            version = device.version();
        }
        if (device.isAway() != away) {
            away = !away;
            tally.away(away);
        }
    }

    @Override
    public Boolean connect(Order.Connect order) {
        hangUp();
        Line fresh = new Line();
        line = fresh;
        fresh.dial();
        return true;
    }

    @Override
    public Boolean disconnect(Order.Disconnect order) {
        hangUp();
        return true;
    }

    @Override
    public Boolean say(Order.Say order) {
        Line open = line;
        return open != null && open.say(order);
    }

    @Override
    public Boolean wake(Order.Wake order) {
        var unused = shard.loop()
                .schedule(
                        () -> follow(() -> device.rang(order.bell(), order.ticket())),
                        order.after().toMillis(),
                        TimeUnit.MILLISECONDS);
        return true;
    }

    @Override
    public Boolean fetch(Order.Fetch order) {
        var unused = shard.downloader()
                .fetch(order.file(), order.checksum())
                .onSuccess(done -> shard.loop().execute(() -> {
                    shard.tally().resumed(done.resumed());
                    if (!done.detail().isEmpty()) {
                        shard.tally().trouble("download: " + done.detail());
                    }
                    follow(() -> device.fetched(done.how()));
                }));
        return true;
    }

    @Override
    public Boolean note(Order.Note order) {
        shard.tally().happened(order.happening());
        return true;
    }

    private void hangUp() {
        Line open = line;
        line = null;
        if (open != null) {
            open.hangUp();
        }
    }

    private void heard(ByteBuf payload) {
        shard.tally().received();
        JsonObject message;
        try {
            message = new JsonObject(Buffer.buffer(ByteBufUtil.getBytes(payload)));
        } catch (DecodeException | ClassCastException noise) {
            follow(device::heardNoise);
            return;
        }
        if (message.getValue("action") instanceof Integer action
                && (action < 200 || action == 300)
                && message.getValue("data") instanceof JsonObject data
                && data.getValue("code") instanceof Integer code
                && code != 0) {
            shard.tally().error(action, code);
        }
        follow(() -> device.heard(message));
    }

    /** One connection; what a former one still has to say is of no interest. */
    private final class Line implements DeviceEvents {
        private @Nullable DeviceConnection connection;
        private boolean live = true;
        private boolean accepted;

        void dial() {
            connection = DeviceConnection.open(
                    shard.network(),
                    shard.target(),
                    Credentials.ofProduct(identity.id(), identity.model(), shard.productKey()),
                    DeviceConnection.Settings.defaults(),
                    this);
        }

        boolean say(Order.Say order) {
            DeviceConnection open = connection;
            if (open == null || !open.isWritable() || open.inFlight() >= MOST_IN_FLIGHT) {
                shard.tally().heldBack();
                return false;
            }
            open.publish(TOPIC, order.message().getBytes(StandardCharsets.UTF_8), 1, 0);
            shard.tally().sent();
            return true;
        }

        void hangUp() {
            if (live) {
                live = false;
                if (accepted) {
                    shard.tally().left();
                }
                if (connection != null) {
                    connection.disconnect();
                }
            }
        }

        @Override
        public void accepted(DeviceConnection open, boolean sessionPresent) {
            if (live) {
                accepted = true;
                connection = open;
                shard.tally().accepted(!met);
                met = true;
                open.subscribe(1, identity.type(), identity.modelTopic());
                follow(device::connected);
            }
        }

        @Override
        public void acknowledged(DeviceConnection open, long token) {
            shard.tally().acknowledged();
        }

        @Override
        public void received(DeviceConnection open, String topic, ByteBuf payload) {
            if (live) {
                heard(payload);
            }
        }

        @Override
        public void closed(DeviceConnection open, Ending ending) {
            if (!live) {
                return;
            }
            live = false;
            line = null;
            if (ending.connackCode() != 0) {
                shard.tally().refused(ending.connackCode());
            } else {
                shard.tally().trouble("connection: " + ending.reason());
            }
            if (accepted) {
                shard.tally().lost();
            }
            follow(device::disconnected);
        }
    }
}
