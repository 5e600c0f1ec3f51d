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
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Brings alarms (105) into the database (R89-R91). */
public final class AlarmWriter implements IntakeHandler<AlarmRaised> {
    private static final Pattern NUMBER = Pattern.compile(":(\\d{1,18})$");
    private static final int NUMBER_BITS = 24;

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
                position(record.origin()));
    }

    /**
     * The session's epoch, and within it the number that ends the message id: a dispatcher that died in between writes
     * the same message once more, at another offset.
     */
    private static long position(ConsumerRecord<byte[], byte[]> record) {
        OptionalLong epoch = DeliHeaders.number(record.headers(), DeliHeaders.EPOCH);
        Matcher number = NUMBER.matcher(
                DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID).orElse(""));
        return epoch.isPresent() && number.find()
                ? (epoch.getAsLong() << NUMBER_BITS)
                        + Math.min(Long.parseLong(number.group(1)), (1L << NUMBER_BITS) - 1)
                : record.offset();
    }
}
