package io.deligate.mqttedge.uplink;

import io.deligate.mqttedge.limits.Pace;
import io.deligate.mqttedge.refusal.DeviceRefusals;
import io.deligate.mqttedge.session.CloseReason;
import io.deligate.mqttedge.session.Downlink;
import io.deligate.mqttedge.session.Session;
import io.deligate.mqttedge.uplink.UplinkMetrics.Result;
import io.deligate.protocol.ActionFamily;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.MessageWriter;
import io.deligate.protocol.ReplyCode;
import io.deligate.protocol.ToDevice;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.servicekit.logging.SampledLog;
import io.deligate.streams.publish.PublishOutcome;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.record.RecordFields;
import io.deligate.tracing.Step;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The way of one device's messages to Kafka: checked, put onto the topic of their action family, and acknowledged once
 * all in-sync replicas have them (R40-R42).
 *
 * <p>Nothing is dropped when something behind does not keep up or the device is too fast: {@link Steering} stops its
 * messages in front of this class. What cannot be decoded or is not the device's to say is answered here and never
 * reaches Kafka. Event loop only.
 */
public final class DeviceUplink {
    private static final Logger log = LoggerFactory.getLogger(DeviceUplink.class);

    /** An outage fails the uplinks of all devices: one line in a while says as much as all of them. */
    private static final SampledLog SAMPLED_LOG = new SampledLog(log, Duration.ofSeconds(10), System::nanoTime);

    private static final long FAULT_REPLY_GAP = TimeUnit.SECONDS.toNanos(1);

    private final Session session;
    private final UplinkRoutes routes;
    private final DeviceRefusals refusals;
    private final UplinkRecords records;
    private final AckQueue acks;
    private final Steering steering;
    private final Pace pace;
    private final UnreleasedIds unreleased = new UnreleasedIds();
    private int undecodableInRow;
    private long nextFaultReply = System.nanoTime();

    /** One uplink on its way: told its outcome on a thread of the publisher's, and then on the event loop. */
    private final class Uplink implements PublishOutcome, Runnable {
        private final ProducerRecord<byte[], byte[]> record;
        private final ActionFamily family;
        private final AckQueue.Pending ack;
        private final long arrived;
        private final Step step;
        private boolean waited;
        private @Nullable Throwable failure;

        Uplink(
                ProducerRecord<byte[], byte[]> record,
                ActionFamily family,
                AckQueue.Pending ack,
                long arrived,
                Step step) {
            this.record = record;
            this.family = family;
            this.ack = ack;
            this.arrived = arrived;
            this.step = step;
        }

        void send() {
            waited = !routes.publisher().publishInTurn(record, this);
            if (waited) {
                steering.waits(record.value().length);
            }
        }

        @Override
        public void stored(long offset) {
            session.run(this);
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
            session.run(this);
        }

        @Override
        public void run() {
            if (waited) {
                steering.waitsNoMore(record.value().length);
            }
            if (failure == null) {
                safe();
            } else {
                // Not acknowledged, so the device still has it: over a new connection it sends it again.
                routes.metrics().count(family, Result.FAILED);
                step.fail(failure);
                tellFailure(record, failure);
                session.close(CloseReason.UPLINK_FAILED);
            }
        }

        private void safe() {
            routes.metrics().count(family, Result.STORED);
            routes.metrics().acknowledged(System.nanoTime() - arrived);
            step.end();
            if (session.isOpen()) {
                acks.safe(ack);
                steering.lookAgain();
            }
        }
    }

    DeviceUplink(Session session, UplinkRoutes routes, DeviceRefusals refusals) {
        this.session = session;
        this.routes = routes;
        this.refusals = refusals;
        this.records = new UplinkRecords(session, routes.edge());
        this.acks = new AckQueue(
                session.endpoint()::publishAcknowledge, session.endpoint()::publishReceived, this::complete);
        this.pace = new Pace(routes.pace(), System.nanoTime());
        this.steering = new Steering(session, routes, acks, pace);
    }

    /** A PUBLISH from the device. */
    public void accept(MqttPublishMessage message) {
        if (!message.topicName().equals(DeviceTopics.UPLINK)) {
            session.close(CloseReason.WRONG_TOPIC);
            return;
        }
        if (message.qosLevel() == MqttQoS.EXACTLY_ONCE && !unreleased.open(message.messageId())) {
            repeated(message.messageId());
            return;
        }
        accept(message.payload().getBytes(), message.qosLevel(), message.messageId(), message.isDup());
    }

    /** The Will of a device whose connection broke: from here on an uplink like any other (A18). */
    public void acceptWill(byte[] payload) {
        accept(payload, MqttQoS.AT_MOST_ONCE, 0, false);
    }

    /** PUBREL, also for an id nobody knows: it may belong to a connection that broke. */
    public void released(int packetId) {
        acks.released(packetId);
    }

    /** The packet id of a QoS 2 uplink is free again. */
    private void complete(int packetId) {
        unreleased.release(packetId);
        session.endpoint().publishComplete(packetId);
    }

    /** A QoS 2 PUBLISH that came before: only its acknowledgement is repeated [MQTT-4.3.3-2]. */
    private void repeated(int packetId) {
        long now = System.nanoTime();
        pace.take(0, now);
        steering.look(now);
        routes.metrics().countUnread(Result.DUPLICATE);
        if (!acks.isPending(packetId)) {
            session.endpoint().publishReceived(packetId);
        }
    }

    private void accept(byte[] payload, MqttQoS qos, int packetId, boolean dup) {
        long arrived = System.nanoTime();
        pace.take(payload.length, arrived);
        AckQueue.Pending ack = acks.opened(packetId, qos);
        try {
            Envelope envelope = EnvelopeReader.read(payload);
            undecodableInRow = 0;
            forward(envelope, payload, dup, ack, arrived);
        } catch (DeviceFault fault) {
            refusals.uplink(reason(fault, payload.length));
            refuse(fault, arrived);
            answered(ack);
        }
        steering.look(arrived);
    }

    private void forward(Envelope envelope, byte[] payload, boolean dup, AckQueue.Pending ack, long arrived)
            throws DeviceFault {
        ActionFamily family = envelope.family();
        if (family == ActionFamily.IGNORED) {
            routes.metrics().count(family, Result.IGNORED);
            answered(ack);
            return;
        }
        envelope.checkSize(mostBytes(family));
        envelope.checkSender(session.device());
        var record = records.make(routes.topic(family), payload, routes.clock().millis(), dup);
        if (family == ActionFamily.REQUEST || family == ActionFamily.UNSUPPORTED) {
            session.asked(arrived);
        }
        new Uplink(record, family, ack, arrived, step(envelope, record)).send();
    }

    private Step step(Envelope envelope, ProducerRecord<byte[], byte[]> record) {
        if (!routes.tracing().isOn()) {
            return Step.NONE;
        }
        return routes.tracing()
                .produce("from device", record.headers())
                .about(LogKeys.DEVICE_ID, session.device().value())
                .about(LogKeys.ACTION, String.valueOf(envelope.action()))
                .about(LogKeys.MID, String.valueOf(envelope.mid()));
    }

    private int mostBytes(ActionFamily family) {
        boolean mayBeLong = family == ActionFamily.MESSAGE || family == ActionFamily.COMMAND_ANSWER;
        return mayBeLong ? routes.limits().messageBytes() : routes.limits().requestBytes();
    }

    /** Needs no place in Kafka. */
    private void answered(AckQueue.Pending ack) {
        if (session.isOpen()) {
            acks.safe(ack);
        }
    }

    private String reason(DeviceFault fault, int length) {
        if (fault.undecodable()) {
            return "undecodable";
        }
        if (fault.code() == ReplyCode.NOT_PERMITTED) {
            return "foreign-sender";
        }
        return length > mostBytes(ActionFamily.of(fault.action())) ? "too-long" : "bad-envelope";
    }

    private void tellFailure(ProducerRecord<byte[], byte[]> record, Throwable failure) {
        SAMPLED_LOG.at(
                Level.WARN,
                failure.getClass().getSimpleName(),
                line -> RecordFields.message(line, record.key(), record.value())
                        .addKeyValue(LogKeys.TOPIC, record.topic())
                        .setCause(failure)
                        .log("uplink not stored, closing the device's connection"));
    }

    private void refuse(DeviceFault fault, long now) {
        RecordFields.message(log.atDebug(), fault.mid(), fault.action())
                .addKeyValue(LogKeys.DEVICE_ID, session.device())
                .addKeyValue("code", fault.code().code())
                .addKeyValue(LogKeys.REASON, fault.getMessage())
                .log("uplink refused");
        if (fault.undecodable()) {
            routes.metrics().countUnread(Result.UNDECODABLE);
            if (++undecodableInRow >= routes.limits().undecodableInRow()) {
                session.close(CloseReason.GARBAGE);
                return;
            }
            if (now - nextFaultReply < 0) {
                return;
            }
            nextFaultReply = now + FAULT_REPLY_GAP;
        } else {
            routes.metrics().count(ActionFamily.of(fault.action()), Result.REFUSED);
        }
        ToDevice answer = ToDevice.refusal(fault, session.device());
        session.asked(now);
        session.send(new Answer(MessageWriter.write(answer, routes.clock().instant())));
    }

    /** A refusal by the edge itself; nobody waits for its outcome, an unanswered device repeats. */
    private record Answer(byte[] payload) implements Downlink {
        @Override
        public boolean answers(long epoch) {
            return true;
        }

        @Override
        public void written() {}

        @Override
        public void settled(ReceiptOutcome outcome) {}
    }
}
