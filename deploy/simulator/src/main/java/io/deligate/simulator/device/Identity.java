package io.deligate.simulator.device;

/**
 * Who a device is.
 *
 * @param id its client id
 * @param type of its product, the first part of the topics it subscribes to
 * @param model of its product
 */
public record Identity(String id, String type, String model) {
    /** What the platform tells all devices of its model. */
    public String modelTopic() {
        return type + "/" + model;
    }
}
