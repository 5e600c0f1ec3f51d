package io.deligate.testkit.mqtt;

import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;

/** Completes a future with the outcome of one Paho action. */
record Completion(CompletableFuture<Void> outcome) implements IMqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
        outcome.complete(null);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable why) {
        outcome.completeExceptionally(why);
    }
}
