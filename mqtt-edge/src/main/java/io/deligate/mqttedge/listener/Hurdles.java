package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.limits.ConnectionCap;
import io.deligate.mqttedge.limits.Door;
import io.deligate.mqttedge.uplink.OutageWatch;

/**
 * What a client has to get past beside the question who it is.
 *
 * @param cap how many connections there may be
 * @param door how often devices may connect
 * @param outages whether Kafka takes session records
 */
public record Hurdles(ConnectionCap cap, Door door, OutageWatch outages) {}
