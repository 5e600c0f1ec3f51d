package io.deligate.registryservice.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppChangeTest {
    private static final ProductModel MODEL = new ProductModel("DL3785W");
    private static final App APP = App.of(new AppId(1000), "Attendance", "", List.of(MODEL), Instant.EPOCH);
    private static final Instant LATER = Instant.EPOCH.plusSeconds(60);

    @Test
    void whatIsNotGivenStays() {
        App after = new AppChange(null, null, null, AppStatus.DISABLED).appliedTo(APP, LATER);
        assertThat(after)
                .isEqualTo(new App(
                        APP.id(), "Attendance", "", List.of(MODEL), AppStatus.DISABLED, 2, Instant.EPOCH, LATER));
    }

    @Test
    void aChangeToWhatIsThereAlreadyIsNone() {
        AppChange same = new AppChange("Attendance", "", List.of(MODEL), AppStatus.ENABLED);
        assertThat(same.appliedTo(APP, LATER)).isEqualTo(APP);
    }
}
