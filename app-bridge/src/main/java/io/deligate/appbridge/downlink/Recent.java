package io.deligate.appbridge.downlink;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * The ids of what was done a while ago, so that it is not done twice when it comes twice. Memory only: after a restart or
 * in another process it is done again, under the same id.
 */
final class Recent {
    private final Cache<String, Boolean> ids;

    Recent(Duration kept, int most) {
        this.ids = Caffeine.newBuilder()
                .expireAfterWrite(kept)
                .maximumSize(most)
                .executor(Runnable::run)
                .build();
    }

    boolean contains(String id) {
        return ids.getIfPresent(id) != null;
    }

    void add(String id) {
        ids.put(id, true);
    }
}
