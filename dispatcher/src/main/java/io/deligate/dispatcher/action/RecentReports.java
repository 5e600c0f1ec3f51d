package io.deligate.dispatcher.action;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deligate.protocol.DeviceId;
import java.time.Duration;
import java.util.Optional;

/**
 * The versions devices reported a moment ago. The registry stores a report some milliseconds after it was answered; a 102
 * in between must not name an older version than the device just reported (A51).
 */
final class RecentReports {
    private static final Duration REGISTRY_CATCHES_UP = Duration.ofMinutes(1);
    private static final int MOST = 100_000;

    private final Cache<DeviceId, String> versions = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(REGISTRY_CATCHES_UP)
            .maximumSize(MOST)
            .build();

    void reported(DeviceId device, String version) {
        versions.put(device, version);
    }

    Optional<String> version(DeviceId device) {
        return Optional.ofNullable(versions.getIfPresent(device));
    }
}
