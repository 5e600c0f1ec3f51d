package io.deligate.registryservice.intake;

import io.deligate.protocol.Alarm;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UnbindRequest;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.streams.refusal.RefusalRecord;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record of the registry's topic, read. */
public sealed interface IntakeRecord {
    DeviceId device();

    /** The record as it came; the headers of a request are those its edge gave it. */
    ConsumerRecord<byte[], byte[]> origin();

    /** 101. */
    record Reported(DeviceId device, DeviceReport report, ConsumerRecord<byte[], byte[]> origin)
            implements IntakeRecord {}

    /** 104; whoever carries it out answers the device. */
    record UnbindAsked(DeviceId device, UnbindRequest request, ConsumerRecord<byte[], byte[]> origin)
            implements IntakeRecord {}

    /** 105. */
    record AlarmRaised(DeviceId device, Alarm alarm, ConsumerRecord<byte[], byte[]> origin) implements IntakeRecord {}

    /** An edge refused a connect or an uplink. */
    record Refused(DeviceId device, RefusalRecord refusal, ConsumerRecord<byte[], byte[]> origin)
            implements IntakeRecord {}

    /** The product of the session that asked; empty when the record does not tell. */
    default Optional<ProductModel> product() {
        return DeliHeaders.text(origin().headers(), DeliHeaders.PRODUCT).flatMap(ProductModel::parse);
    }
}
