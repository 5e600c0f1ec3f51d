package io.deligate.registryservice.intake;

import io.deligate.registryservice.intake.IntakeRecord.AlarmRaised;
import io.deligate.registryservice.intake.IntakeRecord.Refused;
import io.deligate.registryservice.intake.IntakeRecord.Reported;
import io.deligate.registryservice.intake.IntakeRecord.UnbindAsked;
import io.deligate.servicekit.logging.LogKeys;
import io.deligate.streams.consume.BatchHandler;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.record.RecordFields;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings a batch of the registry's topic to the parts that store it, each kind together, in the order of each device.
 * What nobody can carry out goes to the dead letters and holds nothing up.
 */
public final class Intake implements BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /** Who carries out which kind. */
    public record Handlers(
            IntakeHandler<Reported> reports,
            IntakeHandler<AlarmRaised> alarms,
            IntakeHandler<Refused> refusals,
            IntakeHandler<UnbindAsked> unbinds) {}

    private final Handlers handlers;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final Counter dead;

    public Intake(Handlers handlers, DeadLetters deadLetters, MeterRegistry meters) {
        this.handlers = handlers;
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.dead = counter("any", "dead_letter");
    }

    /** For a kind that nothing carries out yet: its records can be found among the dead letters. */
    public static <R extends IntakeRecord> IntakeHandler<R> notYet() {
        return records -> Future.failedFuture(
                new UnprocessableRecordException("this release does not carry out this kind of record"));
    }

    /**
     * Succeeds when all effects of the batch are committed and what has none is with the dead letters; fails when the
     * database or Kafka does not answer.
     */
    @Override
    public Future<Void> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<IntakeRecord> readable = new ArrayList<>(batch.size());
        List<Future<Void>> setAside = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                readable.add(IntakeReader.read(record));
            } catch (UnprocessableRecordException unreadable) {
                setAside.add(setAside(record, unreadable));
            }
        }
        return Future.all(setAside).compose(kept -> carryOut(Round.of(readable).iterator()));
    }

    private Future<Void> carryOut(Iterator<Round> rounds) {
        if (!rounds.hasNext()) {
            return Future.succeededFuture();
        }
        Round round = rounds.next();
        return apply("report", round.reports(), handlers.reports())
                .compose(none -> apply("alarm", round.alarms(), handlers.alarms()))
                .compose(none -> apply("refusal", round.refusals(), handlers.refusals()))
                .compose(none -> apply("unbind", round.unbinds(), handlers.unbinds()))
                .compose(none -> carryOut(rounds));
    }

    private <R extends IntakeRecord> Future<Void> apply(String kind, List<R> records, IntakeHandler<R> handler) {
        if (records.isEmpty()) {
            return Future.succeededFuture();
        }
        return handler.apply(List.copyOf(records))
                .onSuccess(done -> counter(kind, "applied").increment(records.size()))
                .recover(failure -> {
                    if (!(failure instanceof UnprocessableRecordException)) {
                        return Future.failedFuture(failure);
                    }
                    return records.size() == 1
                            ? setAside(records.get(0).origin(), failure)
                            : oneByOne(kind, records.iterator(), handler);
                });
    }

    private <R extends IntakeRecord> Future<Void> oneByOne(String kind, Iterator<R> records, IntakeHandler<R> handler) {
        return records.hasNext()
                ? apply(kind, List.of(records.next()), handler).compose(none -> oneByOne(kind, records, handler))
                : Future.succeededFuture();
    }

    private Future<Void> setAside(ConsumerRecord<byte[], byte[]> record, Throwable reason) {
        dead.increment();
        RecordFields.about(log, Level.WARN, record)
                .addKeyValue(LogKeys.REASON, reason.getMessage())
                .log("record put to the dead letters");
        return deadLetters.add(record, reason);
    }

    private Counter counter(String kind, String result) {
        return Counter.builder("deligate.registry.writes")
                .description("Records of the registry's topic")
                .tag("kind", kind)
                .tag("result", result)
                .register(meters);
    }
}
