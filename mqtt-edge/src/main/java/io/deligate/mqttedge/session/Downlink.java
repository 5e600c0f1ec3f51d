package io.deligate.mqttedge.session;

/** A message on its way to one device; told on the device's event loop what happens to it. */
public interface Downlink {
    byte[] payload();

    /** It was handed to the socket for the first time. */
    void written();

    /** Its one outcome. */
    void settled(DownlinkOutcome outcome);
}
