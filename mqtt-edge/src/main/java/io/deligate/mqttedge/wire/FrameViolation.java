package io.deligate.mqttedge.wire;

/** The client broke a rule of MQTT 3.1.1; without a stack trace, since the fault is not ours. */
public final class FrameViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FrameViolation(String rule) {
        super(rule, null, false, false);
    }
}
