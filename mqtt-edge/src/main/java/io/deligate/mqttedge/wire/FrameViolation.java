package io.deligate.mqttedge.wire;

/** The client broke a rule of MQTT 3.1.1; without a stack trace, since the fault is not ours. */
public final class FrameViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Violation rule;

    FrameViolation(Violation rule) {
        super(rule.label(), null, false, false);
        this.rule = rule;
    }

    static void unless(boolean kept, Violation rule) {
        if (!kept) {
            throw new FrameViolation(rule);
        }
    }

    public Violation rule() {
        return rule;
    }
}
