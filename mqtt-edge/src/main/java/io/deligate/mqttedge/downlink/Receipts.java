package io.deligate.mqttedge.downlink;

import io.deligate.protocol.DeviceId;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports outcomes to those who asked for them. */
final class Receipts {
    private static final Logger log = LoggerFactory.getLogger(Receipts.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final DownRoutes routes;

    Receipts(DownRoutes routes) {
        this.routes = routes;
    }

    /** Runs {@code stored} when Kafka has the receipt; until then it is tried again and again. */
    void report(DeviceId device, ReceiptOutcome outcome, Headers asked, Runnable stored) {
        var receipt =
                new ReceiptRecord(device, outcome, routes.edge(), routes.clock().instant());
        send(device, receipt.toRecord(routes.topics().receipts(), asked), stored);
    }

    private void send(DeviceId device, ProducerRecord<byte[], byte[]> receipt, Runnable stored) {
        boolean ignored = routes.publisher().publishInTurn(receipt, new PublishOutcome() {
            @Override
            public void stored(long offset) {
                stored.run();
            }

            @Override
            public void failed(Throwable cause) {
                log.atError()
                        .addKeyValue(LogKeys.DEVICE_ID, device)
                        .setCause(cause)
                        .log("receipt not stored, trying again");
                routes.later(AGAIN, () -> send(device, receipt, stored));
            }
        });
    }
}
