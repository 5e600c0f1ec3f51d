package io.deligate.otaservice.rollout;

import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What devices run; fails when the database does not answer. */
public interface Fleet {
    /** Succeeds with how many devices of the model run which version, the unknown one as the empty text. */
    Future<Map<String, Versions>> of(ProductModel product);

    /** Succeeds with those of these devices that are known, by their ids. */
    Future<Map<String, Device>> devices(Collection<String> ids);

    /** Succeeds with up to {@code rows} devices of the model in the order of their ids, behind {@code after}. */
    Future<List<Device>> page(ProductModel product, String after, int rows);

    /** The devices of one version. */
    record Versions(long devices, long online) {}

    /**
     * One device.
     *
     * @param version what it reported last, empty when it never did
     * @param versionsRun the last versions it came up with, the newest last
     * @param connectedAt when its newest session began, null = never
     * @param previousAccess when the session before that began, null = there was none
     */
    record Device(
            String id,
            ProductModel product,
            String version,
            List<String> versionsRun,
            boolean online,
            @Nullable Instant connectedAt,
            @Nullable Instant previousAccess) {
        public Device {
            versionsRun = List.copyOf(versionsRun);
        }
    }
}
