package io.deligate.appbridge.downlink;

import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.Parcel;
import io.deligate.protocol.Receipt;
import io.deligate.protocol.ReplyCode;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.UnprocessableRecordException;
import io.deligate.streams.receipt.ReceiptOutcome;
import io.deligate.streams.receipt.ReceiptRecord;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns the outcomes that edges report into the apps' receipts; those that others asked for are passed over. An edge that
 * died may report twice: the first counts, and a second one that gets through has the same {@code deli-message-id}.
 */
public final class OutcomeHandler implements RecordHandler {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 100_000;

    private final Inbox inbox;
    private final AppMetrics metrics;
    private final Recent told = new Recent(REMEMBERED, MOST_REMEMBERED);

    public OutcomeHandler(Inbox inbox, AppMetrics metrics) {
        this.inbox = inbox;
        this.metrics = metrics;
    }

    @Override
    public Future<Void> handle(ConsumerRecord<byte[], byte[]> record) {
        Optional<Asked> asked = Asked.of(record.headers());
        if (asked.isEmpty()) {
            return Future.succeededFuture();
        }
        ReceiptRecord outcome = Optional.ofNullable(record.value())
                .flatMap(ReceiptRecord::read)
                .orElseThrow(() -> new UnprocessableRecordException("value: not a receipt"));
        String id = Parcel.messageId(record);
        if (told.contains(id)) {
            return Future.succeededFuture();
        }
        Receipt receipt = receipt(asked.get(), outcome);
        return inbox.put(receipt, Parcel.causedBy(record, id + ":receipt")).onSuccess(stored -> {
            told.add(id);
            metrics.toDevice(receipt.code());
        });
    }

    private static Receipt receipt(Asked asked, ReceiptRecord record) {
        String device = record.device().value();
        ReceiptOutcome outcome = record.outcome();
        return switch (outcome) {
            case DELIVERED -> asked.receipt(ReplyCode.OK, "", device);
            case OFFLINE -> asked.receipt(ReplyCode.NO_TARGET, "the device is offline", device);
            case NOT_ACKNOWLEDGED ->
                asked.receipt(ReplyCode.NO_TARGET, "the device did not acknowledge in time", device);
            case REJECTED -> asked.receipt(ReplyCode.NO_TARGET, "the device has too many messages under way", device);
            case EXPIRED ->
                asked.appsOwnTime()
                        ? asked.receipt(ReplyCode.EXPIRED, "deli-expires: has passed", device)
                        : asked.receipt(ReplyCode.NO_TARGET, "the device could not be reached in time", device);
        };
    }
}
