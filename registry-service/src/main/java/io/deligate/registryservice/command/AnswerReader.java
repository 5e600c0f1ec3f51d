package io.deligate.registryservice.command;

import io.deligate.protocol.CommandAnswer;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.Envelope;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.Mid;
import io.deligate.protocol.RawJson;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.record.RecordFields;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Reads devices' answers to commands, each under its device's id; whatever {@code to} says does not matter (A56). */
public final class AnswerReader implements BatchHandler {
    /** What edges let pass by default. */
    static final int MOST_BYTES = 256 << 10;

    private static final int LONGEST_MESSAGE = 1024;
    private static final Logger log = LoggerFactory.getLogger(AnswerReader.class);

    private final Commands commands;
    private final CommandMetrics metrics;

    public AnswerReader(Commands commands, CommandMetrics metrics) {
        this.commands = commands;
        this.metrics = metrics;
    }

    /** Succeeds when every answer of the batch is stored; fails when the database does not answer. */
    @Override
    public Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<DeviceAnswer> answers = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                answers.add(read(record));
            } catch (DeviceFault | IllegalArgumentException notAnAnswer) {
                passOver(record, notAnAnswer);
            }
        }
        return answers.isEmpty()
                ? Future.succeededFuture()
                : commands.answer(answers)
                        .onSuccess(answered -> metrics.answered(answered, answers.size()))
                        .mapEmpty();
    }

    private static DeviceAnswer read(ConsumerRecord<byte[], byte[]> record) throws DeviceFault {
        if (record.key() == null || record.value() == null) {
            throw new IllegalArgumentException("record: no key or no value (expected: both)");
        }
        DeviceId device = new DeviceId(new String(record.key(), StandardCharsets.UTF_8));
        Envelope envelope = EnvelopeReader.read(record.value());
        envelope.checkSender(device);
        RawJson data = envelope.data();
        if (!(FromDevice.of(envelope) instanceof CommandAnswer answer) || data == null) {
            throw new IllegalArgumentException("action: " + envelope.action() + " (expected: 200, 201 or 207)");
        }
        Mid mid = answer.mid();
        // The database holds no NUL, and no mid of ours has one.
        if (mid == null || mid.toString().indexOf('\0') >= 0) {
            throw new IllegalArgumentException("mid: missing or unusable (expected: the command's)");
        }
        return new DeviceAnswer(
                device,
                CommandKind.of(answer.commandAction().code()).orElseThrow(),
                mid.toString(),
                answer.code(),
                cut(answer.msg() == null ? "" : answer.msg()),
                data.length() > MOST_BYTES ? null : data.text(),
                data.length());
    }

    private static String cut(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= LONGEST_MESSAGE ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE));
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, Exception reason) {
        metrics.unreadable();
        RecordFields.about(log, Level.DEBUG, record)
                .addKeyValue(LogKeys.REASON, reason.getMessage())
                .log("answer passed over");
    }
}
