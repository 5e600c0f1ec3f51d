package io.deligate.dispatcher.action;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.UpgradeType;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/** Which firmware a device may take now (A51); both 102 and 103 tell it. */
public interface Releases {
    /**
     * Succeeds with the newest release that the device may take, empty when there is none or it must wait; never with an
     * older one than it has, unless that is forced. Fails when nobody knows now.
     *
     * @param version what the device has, empty when it never said
     */
    Future<Optional<Release>> mayTake(DeviceId device, ProductModel product, String version);

    /**
     * One firmware file.
     *
     * @param md5 32 hexadecimal digits
     */
    record Release(String version, UpgradeType upgradeType, URI file, String md5) {}

    /** Of a platform that releases no firmware. */
    static Releases none() {
        return (device, product, version) -> Future.succeededFuture(Optional.empty());
    }
}
