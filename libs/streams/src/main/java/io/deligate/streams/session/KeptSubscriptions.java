package io.deligate.streams.session;

/**
 * What a device that connects with CleanSession 0 has subscribed, and finds again when it comes back (A17).
 *
 * @param typeQos the granted QoS of its type's topic, or {@link #NOT} when it is not subscribed
 * @param modelQos the same of its model's topic
 */
public record KeptSubscriptions(int typeQos, int modelQos) {
    /** Not subscribed. */
    public static final int NOT = -1;

    /** A session that is kept without a subscription. */
    public static final KeptSubscriptions NONE = new KeptSubscriptions(NOT, NOT);

    public KeptSubscriptions {
        check("typeQos", typeQos);
        check("modelQos", modelQos);
    }

    private static void check(String name, int qos) {
        if (qos < NOT || qos > 1) {
            throw new IllegalArgumentException(name + ": " + qos + " (expected: -1, 0 or 1)");
        }
    }
}
