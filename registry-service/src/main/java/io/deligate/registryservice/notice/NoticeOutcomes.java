package io.deligate.registryservice.notice;

import io.deligate.registryservice.receipt.Outcome;
import io.deligate.registryservice.receipt.OutcomeHandler;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.regex.Pattern;

/** Forgets a notice once its device has acknowledged it; whatever else became of it, it stays to be told (R109). */
public final class NoticeOutcomes implements OutcomeHandler {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final NoticeTable table;

    public NoticeOutcomes(NoticeTable table) {
        this.table = table;
    }

    @Override
    public Future<Void> handle(List<Outcome> outcomes) {
        List<Long> versions = outcomes.stream()
                .filter(outcome -> outcome.receipt().outcome() == ReceiptOutcome.DELIVERED)
                .flatMap(outcome -> outcome.header(Notice.VERSION).stream())
                .filter(version -> NUMBER.matcher(version).matches())
                .map(Long::valueOf)
                .toList();
        return versions.isEmpty() ? Future.succeededFuture() : table.delivered(versions);
    }
}
