package io.deligate.simulator.fleet;

import io.deligate.simulator.device.Happening;
import io.deligate.simulator.device.Phase;
import java.util.Map;

/**
 * A fleet at one moment, counted since its start.
 *
 * @param refused connects by the code of their CONNACK
 * @param troubles connections that could not be made or broke, by reason; a few of them
 * @param sent messages to the platform
 * @param acknowledged of them, by PUBACK
 * @param heldBack messages that a device did not send because too much was under way
 * @param received messages of the platform
 * @param errors answers of the platform with another code than 0, by {@code action/code}
 * @param versions what the devices run, each with how many do
 * @param resumed how often downloads went on where they had broken off
 */
public record Snapshot(
        Connections connections,
        Map<Integer, Long> refused,
        Map<String, Long> troubles,
        long sent,
        long acknowledged,
        long heldBack,
        long received,
        Map<String, Long> errors,
        Map<Happening, Long> happenings,
        Map<Phase, Long> phases,
        Map<String, Long> versions,
        long resumed) {

    /**
     * How devices are connected.
     *
     * @param now devices with an accepted connection
     * @param away devices that are off for a while
     * @param ever devices that have had one
     * @param made accepted connections in all
     * @param lost accepted connections that the device did not end itself
     */
    public record Connections(long now, long away, long ever, long made, long lost) {}

    public long count(Happening happening) {
        return happenings.getOrDefault(happening, 0L);
    }

    public long count(Phase phase) {
        return phases.getOrDefault(phase, 0L);
    }
}
