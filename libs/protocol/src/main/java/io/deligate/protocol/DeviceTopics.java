package io.deligate.protocol;

/** The MQTT topics of the device protocol. */
public final class DeviceTopics {
    /** The one topic devices publish on. */
    public static final String UPLINK = "device";

    /** The topic name on messages to one device, unless an installation chooses another (A16). */
    public static final String DIRECT = "device";

    private DeviceTopics() {}

    /** The broadcast topic of all devices of a type, such as {@code KQ}. */
    public static String typeTopic(ProductType type) {
        return type.value();
    }

    /** The broadcast topic of all devices of a model, such as {@code KQ/DL3785W}. */
    public static String modelTopic(ProductType type, ProductModel model) {
        return type.value() + "/" + model.value();
    }
}
