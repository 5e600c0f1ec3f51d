package io.deligate.mqttedge.session;

import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.streams.session.KeptSubscriptions;
import java.util.OptionalInt;

/**
 * The only two topics a device may subscribe, its type's and its model's (R30, R31), bound or not (A7). Changed on the event
 * loop only, read on any thread.
 */
public final class Subscriptions {
    /** The highest QoS granted (A21). */
    private static final int MOST = 1;

    private final String typeTopic;
    private final String modelTopic;
    private volatile int typeQos;
    private volatile int modelQos;

    /** Begins with what the device had before. */
    Subscriptions(ProductType type, ProductModel model, KeptSubscriptions before) {
        this.typeTopic = DeviceTopics.typeTopic(type);
        this.modelTopic = DeviceTopics.modelTopic(type, model);
        this.typeQos = before.typeQos();
        this.modelQos = before.modelQos();
    }

    KeptSubscriptions now() {
        return new KeptSubscriptions(typeQos, modelQos);
    }

    /** Grants min(requested, 1), or nothing when the filter is not one of the two; wildcards are never (R32). */
    public OptionalInt subscribe(String filter, int requestedQos) {
        int granted = Math.min(requestedQos, MOST);
        if (filter.equals(typeTopic)) {
            typeQos = granted;
        } else if (filter.equals(modelTopic)) {
            modelQos = granted;
        } else {
            return OptionalInt.empty();
        }
        return OptionalInt.of(granted);
    }

    /** Forgets the subscription; a filter that is none changes nothing (R36). */
    public void unsubscribe(String filter) {
        if (filter.equals(typeTopic)) {
            typeQos = KeptSubscriptions.NOT;
        } else if (filter.equals(modelTopic)) {
            modelQos = KeptSubscriptions.NOT;
        }
    }

    /** Whether the device could have subscribed that topic; on any thread. */
    public boolean mayHear(String topic) {
        return topic.equals(typeTopic) || topic.equals(modelTopic);
    }

    /** The QoS at which a broadcast on that topic goes to this device, or empty when it did not subscribe it. */
    public OptionalInt qosOf(String topic) {
        int qos = topic.equals(typeTopic) ? typeQos : topic.equals(modelTopic) ? modelQos : -1;
        return qos < 0 ? OptionalInt.empty() : OptionalInt.of(qos);
    }
}
