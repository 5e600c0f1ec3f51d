package io.deligate.mqttedge.session;

import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.streams.publish.OutcomeQueue;
import io.vertx.mqtt.MqttEndpoint;

/** A device's connection: what speaks MQTT on it, what stands in front of that, and the event loop both live on. */
public record Connection(MqttEndpoint endpoint, FrontHandler front, OutcomeQueue loop) {}
