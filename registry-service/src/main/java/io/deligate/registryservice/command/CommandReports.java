package io.deligate.registryservice.command;

import io.deligate.protocol.ReplyCode;
import io.deligate.registryservice.change.OutboxRecord;
import io.deligate.registryservice.receipt.Outcome;
import io.deligate.registryservice.receipt.OutcomeHandler;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Turns what the platform learns of its messages into reports about commands. */
public final class CommandReports implements OutcomeHandler {
    /** The command that a message carries. */
    public static final String COMMAND = "deli-command";

    private final Commands commands;
    private final CommandMetrics metrics;

    public CommandReports(Commands commands, CommandMetrics metrics) {
        this.commands = commands;
        this.metrics = metrics;
    }

    /** Kafka has these for the edges of their devices; succeeds when that is stored. */
    public Future<Void> sent(List<OutboxRecord.ToDevice> messages) {
        return apply(messages.stream()
                .map(message -> Optional.ofNullable(message.headers().get(COMMAND)))
                .flatMap(Optional::stream)
                .map(CommandId::parse)
                .flatMap(Optional::stream)
                .map(id -> new Report(id, Signal.SENT, ReplyCode.OK.code(), ""))
                .toList());
    }

    @Override
    public Future<Void> handle(List<Outcome> outcomes) {
        return apply(outcomes.stream()
                .map(outcome -> outcome.header(COMMAND)
                        .flatMap(CommandId::parse)
                        .map(id -> report(id, outcome.receipt().outcome())))
                .flatMap(Optional::stream)
                .toList());
    }

    private Future<Void> apply(List<Report> reports) {
        return reports.isEmpty()
                ? Future.succeededFuture()
                : commands.apply(reports).onSuccess(metrics::ended).mapEmpty();
    }

    private static Report report(CommandId id, ReceiptOutcome outcome) {
        return switch (outcome) {
            case DELIVERED -> new Report(id, Signal.DELIVERED, ReplyCode.OK.code(), "");
            case OFFLINE -> undeliverable(id, ReplyCode.NO_TARGET, "the device is offline");
            case NOT_ACKNOWLEDGED ->
                undeliverable(id, ReplyCode.NO_TARGET, "the device did not acknowledge it in time");
            case REJECTED -> undeliverable(id, ReplyCode.NO_TARGET, "the device has too many messages open");
            case EXPIRED -> undeliverable(id, ReplyCode.EXPIRED, "it was too late to send it");
        };
    }

    private static Report undeliverable(CommandId id, ReplyCode code, String msg) {
        return new Report(id, Signal.UNDELIVERABLE, code.code(), msg);
    }
}
