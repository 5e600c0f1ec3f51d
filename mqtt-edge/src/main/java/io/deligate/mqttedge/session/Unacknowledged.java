package io.deligate.mqttedge.session;

/** A message the device has not acknowledged although its outcome is told; it is sent again under its packet id. */
record Unacknowledged(int packetId, String topic, byte[] payload) {}
