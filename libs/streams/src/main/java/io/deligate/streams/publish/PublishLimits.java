package io.deligate.streams.publish;

import java.time.Duration;

/**
 * Where a publisher's patience ends.
 *
 * @param mostHeld bytes under way, beyond which records are refused
 * @param metadata how long records wait for a topic that was never there
 * @param close how long a close may take
 */
record PublishLimits(long mostHeld, Duration metadata, Duration close) {}
