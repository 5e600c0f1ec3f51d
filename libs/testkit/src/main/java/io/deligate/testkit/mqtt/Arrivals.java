package io.deligate.testkit.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** Turns Paho's callback into ours. */
record Arrivals(Consumer<Received> onMessage, Runnable onLost) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
        String json = new String(message.getPayload(), StandardCharsets.UTF_8);
        onMessage.accept(new Received(topic, json, message.getQos(), message.isRetained(), message.isDuplicate()));
    }

    @Override
    public void connectionLost(Throwable cause) {
        onLost.run();
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // the token's own listener tells
    }
}
