package io.deligate.otaservice.firmware;

import io.deligate.otaservice.access.Caller;
import io.deligate.protocol.ProductModel;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registered firmware; every method fails when the database does not answer. */
public interface Firmwares {
    /** Succeeds with the new firmware; fails with {@link VersionTaken}. */
    Future<Firmware> add(NewFirmware firmware, Caller caller);

    /** Succeeds with it, empty when there is none. */
    Future<Optional<Firmware>> find(String id);

    /** Whether the model has this version. */
    Future<Boolean> hasVersion(ProductModel product, String version);

    /** Succeeds with up to {@code rows} of them in the order of their ids, behind {@code after}. */
    Future<List<Firmware>> list(@Nullable ProductModel product, String after, int rows);
}
