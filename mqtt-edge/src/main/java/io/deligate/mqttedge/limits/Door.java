package io.deligate.mqttedge.limits;

import io.deligate.protocol.DeviceId;
import java.util.function.LongSupplier;

/** Who may come in how often, all devices together and each for itself. Thread-safe. */
public final class Door {
    private final SharedBucket connects;
    private final DeviceConnects devices;
    private final Takeovers takeovers = new Takeovers();
    private final LongSupplier nanoTime;

    public Door(ConnectLimits limits, LongSupplier nanoTime) {
        this.connects = new SharedBucket(limits.connectsPerSecond(), limits.connectsAtOnce(), nanoTime.getAsLong());
        this.devices = new DeviceConnects(limits);
        this.nanoTime = nanoTime;
    }

    /** False when more devices connect than this edge can take; asked before anything is known about the client. */
    public boolean mayConnect() {
        return connects.tryTake(nanoTime.getAsLong());
    }

    /** False when this device connects too often; asked for clients that have proved who they are. */
    public boolean mayConnect(DeviceId device) {
        return devices.tryConnect(device, nanoTime.getAsLong());
    }

    /** False when this id's session was taken over too often; asked when the id has a session, on whatever edge. */
    public boolean mayTakeOver(DeviceId device) {
        return takeovers.tryTakeOver(device, nanoTime.getAsLong());
    }
}
