package io.deligate.registryservice.exporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.device.DeviceFilter;
import io.deligate.registryservice.importing.FileFormat;
import io.deligate.registryview.DeviceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceRowsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "=1+1, '=1+1",
                "+1, '+1",
                "-1, '-1",
                "@SUM(A1), '@SUM(A1)",
                "`\t=1`, `'\t=1`",
                "`\r=1`, `'\r=1`",
                "Gate=1, Gate=1",
                "'quoted, 'quoted",
                "``, ``"
            })
    void noCellBeginsAsAFormulaDoes(String name, String cell) {
        assertThat(DeviceRows.harmless(name)).isEqualTo(cell);
    }

    @Test
    void whatWasAskedForSurvivesInTheJob() {
        ExportOrder all = new ExportOrder(FileFormat.CSV, new DeviceFilter(null, null, null, null, null));
        assertThat(ExportOrder.of(all.toJson())).isEqualTo(all);
        ExportOrder some = new ExportOrder(
                FileFormat.NDJSON,
                new DeviceFilter(new ProductModel("M"), new GroupId(7), false, DeviceStatus.LOCKED, "x"));
        assertThat(ExportOrder.of(some.toJson())).isEqualTo(some);
    }
}
