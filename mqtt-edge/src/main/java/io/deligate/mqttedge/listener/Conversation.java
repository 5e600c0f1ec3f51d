package io.deligate.mqttedge.listener;

import io.deligate.mqttedge.refusal.DeviceRefusals;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.session.SessionJournal;
import io.deligate.mqttedge.session.SessionTable;
import io.deligate.mqttedge.uplink.DeviceUplink;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens on an accepted connection: each packet goes to the part that handles it. */
final class Conversation {
    private static final Logger log = LoggerFactory.getLogger(Conversation.class);

    private final Session session;
    private final DeviceUplink uplink;
    private final SessionTable sessions;
    private final SessionJournal journal;
    private final DeviceRefusals refusals;

    Conversation(
            Session session,
            DeviceUplink uplink,
            SessionTable sessions,
            SessionJournal journal,
            DeviceRefusals refusals) {
        this.session = session;
        this.uplink = uplink;
        this.sessions = sessions;
        this.journal = journal;
        this.refusals = refusals;
    }

    void begin() {
        MqttEndpoint endpoint = session.endpoint();
        endpoint.publishHandler(uplink::accept);
        endpoint.publishReleaseHandler(uplink::released);
        endpoint.publishAcknowledgeHandler(session::acknowledged);
        endpoint.subscribeHandler(this::subscribe);
        endpoint.unsubscribeHandler(this::unsubscribe);
        endpoint.disconnectHandler(none -> session.close(CloseReason.DISCONNECTED));
        endpoint.exceptionHandler(this::failed);
        endpoint.closeHandler(none -> end());
    }

    private void subscribe(MqttSubscribeMessage message) {
        List<MqttQoS> granted = message.topicSubscriptions().stream()
                .map(wish -> session.subscriptions()
                        .subscribe(wish.topicName(), wish.qualityOfService().value()))
                .map(qos -> qos.isPresent() ? MqttQoS.valueOf(qos.getAsInt()) : MqttQoS.FAILURE)
                .toList();
        session.endpoint().subscribeAcknowledge(message.messageId(), granted);
    }

    private void unsubscribe(MqttUnsubscribeMessage message) {
        message.topics().forEach(session.subscriptions()::unsubscribe);
        session.endpoint().unsubscribeAcknowledge(message.messageId());
    }

    /** A broken connection, or a device that broke a rule. */
    private void failed(Throwable cause) {
        session.close(cause instanceof IOException ? CloseReason.CONNECTION_LOST : CloseReason.VIOLATION);
    }

    /** Out of the table last: when it is empty, the last word on every session is with Kafka's client. */
    private void end() {
        CloseReason reason = session.end();
        publishWill(reason);
        if (reason != CloseReason.TAKEN_OVER) {
            journal.end(session.device(), session.product().model(), session.epoch(), reason, session.kept());
        }
        if (reason.isDevicesFault()) {
            refusals.uplink(reason.label());
        }
        sessions.remove(session);
        log.atDebug()
                .addKeyValue("device_id", session.device())
                .addKeyValue("epoch", session.epoch())
                .addKeyValue("reason", reason.label())
                .log("session ended");
    }

    /** Not after DISCONNECT [MQTT-3.1.2-10], and not when we go down: the device has nothing to do with that. */
    private void publishWill(CloseReason reason) {
        MqttWill will = session.endpoint().will();
        Buffer message = will.getWillMessage();
        if (will.isWillFlag()
                && message != null
                && reason != CloseReason.DISCONNECTED
                && reason != CloseReason.EDGE_STOPPED) {
            uplink.acceptWill(message.getBytes());
        }
    }
}
