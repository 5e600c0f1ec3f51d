package io.deligate.mqttedge.rollout;

import io.deligate.mqttedge.downlink.DownRoutes;
import io.deligate.mqttedge.session.Session;
import io.deligate.rolloutgate.Rollout;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells on the events topic that a device has heard of a release, as a CloudEvents 1.0 record in binary mode. */
final class OfferEvents {
    private static final Logger log = LoggerFactory.getLogger(OfferEvents.class);
    private static final String TYPE = "cloud.deli.device.firmware-offered.v1";

    private final DownRoutes routes;

    OfferEvents(DownRoutes routes) {
        this.routes = routes;
    }

    /** In the background: a lost event makes a count too low and nothing else wrong. */
    void offered(Session session, Rollout rollout) {
        String device = session.device().value();
        JsonObject data = new JsonObject()
                .put("device_id", device)
                .put("product", session.product().model().value())
                .put("rollout_id", rollout.id())
                .put("version", rollout.release().version());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                routes.topics().events(), session.key(), data.encode().getBytes(StandardCharsets.UTF_8));
        var headers = record.headers();
        DeliHeaders.put(headers, "ce_specversion", "1.0");
        DeliHeaders.put(headers, "ce_type", TYPE);
        DeliHeaders.put(headers, "ce_id", rollout.id() + ":" + device + ":" + session.epoch());
        DeliHeaders.put(headers, "ce_source", "/deligate/mqtt-edge/" + routes.edge());
        DeliHeaders.put(headers, "ce_time", routes.clock().instant().toString());
        DeliHeaders.put(headers, "ce_subject", device);
        DeliHeaders.put(headers, "content-type", "application/json");
        var unused = routes.publisher()
                .publish(record)
                .onFailure(lost ->
                        log.atDebug().addKeyValue("device_id", device).log("offer not told: {}", lost.toString()));
    }
}
