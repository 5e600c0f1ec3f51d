package io.deligate.registryservice.change;

import io.deligate.protocol.DeviceId;

/**
 * Who makes a change.
 *
 * @param id {@code key:<key id>}, {@code device:<device id>} or {@code platform}
 * @param name for people
 */
public record Actor(String id, String name) {
    /** The platform itself, by what it reads from its topics and clocks. */
    public static final Actor PLATFORM = new Actor("platform", "platform");

    /** The holder of an API key. */
    public static Actor key(String keyId, String name) {
        return new Actor("key:" + keyId, name);
    }

    /** A device, by a request of its own. */
    public static Actor device(DeviceId device) {
        return new Actor("device:" + device, device.value());
    }
}
