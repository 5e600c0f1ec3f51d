package io.deligate.registryservice.report;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceReport;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.intake.IntakeHandler;
import io.deligate.registryservice.intake.IntakeRecord.Reported;
import io.deligate.streams.record.DeliHeaders;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings reports (101) into the database: of each device all of a batch as one (R72-R75). */
public final class ReportWriter implements IntakeHandler<Reported> {
    private final ReportTable table;

    public ReportWriter(ReportTable table) {
        this.table = table;
    }

    @Override
    public Future<Void> apply(List<Reported> records) {
        // In the order of the ids, so that two writers lock rows in the same order.
        Map<DeviceId, StoredReport> newest = new TreeMap<>(Comparator.comparing(DeviceId::value));
        for (Reported record : records) {
            newest.merge(record.device(), stored(record), StoredReport::then);
        }
        return table.apply(newest.values());
    }

    private static StoredReport stored(Reported record) {
        DeviceReport report = record.report();
        return new StoredReport(
                record.device(),
                record.product().map(ProductModel::value).orElse(null),
                report.name(),
                version(record),
                report.properties() == null ? null : report.properties().text());
    }

    private static @Nullable ReportedVersion version(Reported record) {
        String version = record.report().productVersion();
        long epoch =
                DeliHeaders.number(record.origin().headers(), DeliHeaders.EPOCH).orElse(ReportedVersion.UNKNOWN);
        return version == null || version.isEmpty()
                ? null
                : new ReportedVersion(version, epoch, ReportedVersion.UNKNOWN);
    }
}
