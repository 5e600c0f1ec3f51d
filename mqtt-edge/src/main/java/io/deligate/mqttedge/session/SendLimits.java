package io.deligate.mqttedge.session;

/**
 * How many messages to one device may be open.
 *
 * @param inFlight sent and not acknowledged (A24)
 * @param waiting behind those, not sent yet
 */
public record SendLimits(int inFlight, int waiting) {
    public SendLimits {
        if (inFlight < 1 || inFlight > 1_000) {
            throw new IllegalArgumentException("downlink.in-flight: " + inFlight + " (expected: 1 to 1000)");
        }
        if (waiting < 0 || waiting > 10_000) {
            throw new IllegalArgumentException("downlink.waiting: " + waiting + " (expected: 0 to 10000)");
        }
    }

    public static SendLimits defaults() {
        return new SendLimits(20, 100);
    }
}
