package io.deligate.registryservice.alarm;

import io.deligate.protocol.GroupId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All alarms of a device with one code within one window.
 *
 * @param msg the text of the first of them
 * @param group whose device it was then, null when nobody's
 */
public record StoredAlarm(
        long id,
        long code,
        String msg,
        Instant firstAt,
        Instant lastAt,
        long count,
        @Nullable GroupId group) {}
