package io.deligate.mqttedge.rollout;

import io.deligate.mqttedge.session.Downlink;
import io.deligate.streams.receipt.ReceiptOutcome;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A 202 on its way to one device. It is only sent while the gate still says so, and it does not wait for a device's next
 * session: by then the answer may be another one.
 */
final class Offer implements Downlink {
    private final String topic;
    private final byte[] payload;
    private final BooleanSupplier stillTrue;
    private final Consumer<ReceiptOutcome> onOutcome;

    Offer(String topic, byte[] payload, BooleanSupplier stillTrue, Consumer<ReceiptOutcome> onOutcome) {
        this.topic = topic;
        this.payload = payload;
        this.stillTrue = stillTrue;
        this.onOutcome = onOutcome;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public boolean isExpired() {
        return !stillTrue.getAsBoolean();
    }

    @Override
    public boolean outlivesSession() {
        return false;
    }

    @Override
    public void written() {
        // its outcome says more
    }

    @Override
    public void settled(ReceiptOutcome outcome) {
        onOutcome.accept(outcome);
    }
}
