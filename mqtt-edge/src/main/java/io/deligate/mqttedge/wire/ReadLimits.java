package io.deligate.mqttedge.wire;

import io.deligate.mqttedge.limits.HeldBytes;

/**
 * How much of what a device sends may be in memory.
 *
 * @param packetBytes the longest packet, header included
 * @param heldBytes of packets that wait behind a pause, of one device
 * @param held what all devices have waiting
 */
public record ReadLimits(int packetBytes, int heldBytes, HeldBytes held) {}
