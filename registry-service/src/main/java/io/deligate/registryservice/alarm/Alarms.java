package io.deligate.registryservice.alarm;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.DeviceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The stored alarms. */
public interface Alarms {
    /**
     * Adds occurrences, which are in the order of each device, to the rows. With the commit goes an event for each row
     * that began, and a notification if its device is bound (R89). Succeeds with what became of the occurrences; adding
     * the same ones again changes nothing. Fails with
     * {@link io.deligate.streams.consume.UnprocessableRecordException} when one of them can never be stored.
     */
    Future<Map<AlarmHistory.Result, Long>> add(List<Occurrence> occurrences);

    /** Succeeds with rows of a device, the newest first; the page's key is a row's id. */
    Future<Page<StoredAlarm>> list(DeviceId device, PageRequest page);

    /** Succeeds with how many rows that began before then it has deleted, a bounded number at a time. */
    Future<Integer> forget(Instant before);
}
