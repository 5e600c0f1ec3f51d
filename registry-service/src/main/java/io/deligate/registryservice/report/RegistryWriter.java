package io.deligate.registryservice.report;

import io.deligate.protocol.DeviceFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.EnvelopeReader;
import io.deligate.protocol.FromDevice;
import io.deligate.protocol.ProductModel;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.record.DeliHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the requests that dispatchers accepted into the database. Each record is a request as its device sent it, under
 * the device's id; a report (101) is stored, any other is passed over.
 */
public final class RegistryWriter implements BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(RegistryWriter.class);

    private final ReportTable table;
    private final Counter reports;
    private final Counter passedOver;

    public RegistryWriter(ReportTable table, MeterRegistry meters) {
        this.table = table;
        this.reports = counter("stored", meters);
        this.passedOver = counter("passed_over", meters);
    }

    /** Succeeds when every report of the batch is committed and announced; fails when the database does not answer. */
    @Override
    public Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        // In the order of the ids, so that two writers lock rows in the same order.
        Map<DeviceId, StoredReport> newest = new TreeMap<>(Comparator.comparing(DeviceId::value));
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                StoredReport report = read(record);
                newest.merge(report.device(), report, StoredReport::then);
                reports.increment();
            } catch (DeviceFault | IllegalArgumentException notAReport) {
                passOver(record, notAReport);
            }
        }
        return newest.isEmpty() ? Future.succeededFuture() : table.apply(newest.values());
    }

    private static StoredReport read(ConsumerRecord<byte[], byte[]> record) throws DeviceFault {
        if (record.key() == null || record.value() == null) {
            throw new IllegalArgumentException("record: no key or no value (expected: both)");
        }
        DeviceId device = new DeviceId(new String(record.key(), StandardCharsets.UTF_8));
        FromDevice message = FromDevice.of(EnvelopeReader.read(record.value()));
        if (!(message instanceof DeviceReport report)) {
            throw new IllegalArgumentException("action: " + message.action() + " (expected: 101)");
        }
        return new StoredReport(
                device,
                DeliHeaders.text(record.headers(), DeliHeaders.PRODUCT)
                        .flatMap(ProductModel::parse)
                        .map(ProductModel::value)
                        .orElse(null),
                report.name(),
                report.productVersion(),
                report.properties() == null ? null : report.properties().text());
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, Exception reason) {
        passedOver.increment();
        log.atWarn()
                .addKeyValue(LogKeys.TOPIC, record.topic())
                .addKeyValue(LogKeys.PARTITION, record.partition())
                .addKeyValue(LogKeys.OFFSET, record.offset())
                .addKeyValue(LogKeys.REASON, reason.getMessage())
                .log("record passed over");
    }

    private static Counter counter(String result, MeterRegistry meters) {
        return Counter.builder("deligate.registry.writes")
                .description("Requests of devices that dispatchers handed on to be stored")
                .tag("result", result)
                .register(meters);
    }
}
