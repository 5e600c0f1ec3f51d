package io.deligate.registryview;

import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import java.util.List;

/** Records for tests. */
final class Samples {
    static final ProductModel MODEL = new ProductModel("DL3785W");
    static final DeviceId DEVICE = new DeviceId("DL3785W_0001");
    static final AppId APP = new AppId(1000);
    static final Instant FIRST = Instant.parse("2026-05-01T08:00:00.123Z");
    static final Instant SECOND = Instant.parse("2026-05-02T09:30:00.456Z");

    private Samples() {}

    static ProductView product(boolean enabled) {
        return new ProductView(
                MODEL,
                new ProductType("KQ"),
                AuthScheme.PRODUCT_KEY,
                enabled,
                true,
                List.of(new ProductKey(new Secret("new key"), null), new ProductKey(new Secret("old key"), SECOND)));
    }

    static AppView app(boolean enabled) {
        return new AppView(APP, "Attendance", enabled, List.of(MODEL));
    }

    static DeviceView device(long epoch) {
        return new DeviceView(
                DEVICE,
                MODEL,
                "前台考勤机",
                DeviceStatus.LOCKED,
                new GroupId(123456789012345678L % (1L << 53)),
                List.of(new AppId(1000), new AppId((1L << 53) - 1)),
                "1.0.3",
                List.of(),
                epoch,
                SECOND,
                FIRST);
    }
}
