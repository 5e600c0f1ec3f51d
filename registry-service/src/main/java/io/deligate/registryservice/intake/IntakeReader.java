package io.deligate.registryservice.intake;

import io.deligate.protocol.Alarm;
import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.UnbindRequest;
import io.deligate.registryservice.intake.IntakeRecord.AlarmRaised;
import io.deligate.registryservice.intake.IntakeRecord.Refused;
import io.deligate.registryservice.intake.IntakeRecord.Reported;
import io.deligate.registryservice.intake.IntakeRecord.UnbindAsked;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.refusal.RefusalRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells what a record of the registry's topic is. */
final class IntakeReader {
    private IntakeReader() {}

    /** Throws {@link UnprocessableRecordException} for what is none of the kinds. */
    static IntakeRecord read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            throw new UnprocessableRecordException("record: no key or no value (expected: both)");
        }
        DeviceId device = DeviceId.parse(new String(record.key(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new UnprocessableRecordException("key: not a device id"));
        return RefusalRecord.isOne(record.headers()) ? refusal(device, record) : request(device, record);
    }

    private static IntakeRecord refusal(DeviceId device, ConsumerRecord<byte[], byte[]> record) {
        return RefusalRecord.read(record.value())
                .filter(refusal -> refusal.device().equals(device))
                .map(refusal -> new Refused(device, refusal, record))
                .orElseThrow(() -> new UnprocessableRecordException("value: not a refusal of the key's device"));
    }

    private static IntakeRecord request(DeviceId device, ConsumerRecord<byte[], byte[]> record) {
        FromDevice message;
        try {
            message = FromDevice.of(EnvelopeReader.read(record.value()));
        } catch (DeviceFault fault) {
            throw new UnprocessableRecordException("value: " + fault.getMessage());
        }
        if (message instanceof DeviceReport report) {
            return new Reported(device, report, record);
        }
        if (message instanceof UnbindRequest request) {
            return new UnbindAsked(device, request, record);
        }
        if (message instanceof Alarm alarm) {
            return new AlarmRaised(device, alarm, record);
        }
        throw new UnprocessableRecordException("action: " + message.action() + " (expected: 101, 104 or 105)");
    }
}
