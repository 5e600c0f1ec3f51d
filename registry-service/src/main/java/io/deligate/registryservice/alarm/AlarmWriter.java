package io.deligate.registryservice.alarm;

import io.deligate.registryservice.intake.IntakeHandler;
import io.deligate.registryservice.intake.IntakeRecord.AlarmRaised;
import io.deligate.streams.record.DeliHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Brings alarms (105) into the database (R89-R91). */
public final class AlarmWriter implements IntakeHandler<AlarmRaised> {
    private final Alarms alarms;
    private final Map<AlarmHistory.Result, Counter> counters = new EnumMap<>(AlarmHistory.Result.class);

    public AlarmWriter(Alarms alarms, MeterRegistry meters) {
        this.alarms = alarms;
        for (AlarmHistory.Result result : AlarmHistory.Result.values()) {
            counters.put(
                    result,
                    Counter.builder("deligate.registry.alarms")
                            .description("Alarms of devices")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    @Override
    public Future<Void> apply(List<AlarmRaised> records) {
        return alarms.add(records.stream().map(AlarmWriter::occurrence).toList())
                .onSuccess(results ->
                        counters.forEach((result, counter) -> counter.increment(results.getOrDefault(result, 0L))))
                .mapEmpty();
    }

    private static Occurrence occurrence(AlarmRaised record) {
        long received = DeliHeaders.number(record.origin().headers(), DeliHeaders.RECEIVED)
                .orElse(record.origin().timestamp());
        return new Occurrence(
                record.device(),
                record.product().orElse(null),
                record.alarm().code(),
                record.alarm().msg(),
                Instant.ofEpochMilli(received),
                record.origin().offset());
    }
}
