package io.deligate.registryservice.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R136")
class ScannedLinkTest {
    private static final URI BASE = URI.create("http://qr.delicloud.com");
    private static final ActivationLinks LINKS = new ActivationLinks(BASE.toString());
    private static final ProductModel MODEL = new ProductModel("DL3785W");
    private static final DeviceId DEVICE = new DeviceId("DL3785W_1234567890");

    @Test
    void writesTheTwoFormsThatTheDocumentPrints() {
        assertThat(LINKS.of(MODEL, ConnType.BLE))
                .isEqualTo("http://qr.delicloud.com?from=device&action=activate&product=DL3785W&connType=ble");
        assertThat(LINKS.of(MODEL, DEVICE))
                .isEqualTo("http://qr.delicloud.com?from=device&action=activate&product=DL3785W"
                        + "&device=DL3785W_1234567890&conntype=auto");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(ScannedLink.parse(LINKS.of(MODEL, ConnType.WIFI), BASE))
                .isEqualTo(new ScannedLink("activate", MODEL, null, ConnType.WIFI, Map.of()));
        assertThat(ScannedLink.parse(LINKS.of(MODEL, DEVICE), BASE))
                .isEqualTo(new ScannedLink("activate", MODEL, DEVICE, ConnType.AUTO, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " http://qr.delicloud.com?from=device&action=activate&product=DL3785W&device=DL3785W_1234567890&conntype=auto ",
                "HTTPS://QR.DeliCloud.com/?DEVICE=DL3785W_1234567890&Product=DL3785W&CONNTYPE=AUTO&Action=activate&From=device",
                "http://qr.delicloud.com/?connType=auto&device=DL3785W_1234567890&product=DL3785W&from=device&action=activate",
                "http://qr.delicloud.com?from=device&action=activate&product=%44L3785W&device=DL3785W%5F1234567890&conntype=auto&x=1",
            })
    void takesKeysInAnyCaseAndOrder(String text) {
        assertThat(ScannedLink.parse(text, BASE))
                .isEqualTo(new ScannedLink("activate", MODEL, DEVICE, ConnType.AUTO, Map.of()));
    }

    @Test
    @Tag("R137")
    void keepsWhatTheLinkSaysOfTheDevicesStateApart() {
        ScannedLink link = ScannedLink.parse(
                "http://qr.delicloud.com?from=device&action=login&product=DL3785W&device=D1&STATUS=2&group=1000&error=a%20b",
                BASE);
        assertThat(link.action()).isEqualTo("login");
        assertThat(link.connType()).isNull();
        assertThat(link.hints()).isEqualTo(Map.of("status", "2", "group", "1000", "error", "a b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com?from=device&action=activate&product=DL3785W | text: a foreign link",
                "http://qr.delicloud.com.example.com?from=device&action=activate&product=DL3785W | text: a foreign link",
                "http://qr.delicloud.com@example.com?from=device&action=activate&product=DL3785W | text: a foreign link",
                "http://a@qr.delicloud.com?from=device&action=activate&product=DL3785W | text: a foreign link",
                "http://qr.delicloud.com:81?from=device&action=activate&product=DL3785W | text: a foreign link",
                "http://qr.delicloud.com/a?from=device&action=activate&product=DL3785W | text: a foreign link",
                "ftp://qr.delicloud.com?from=device&action=activate&product=DL3785W | text: a foreign link",
                "from=device&action=activate&product=DL3785W | text: a foreign link",
                "DL3785W | text: a foreign link",
                "http://qr.delicloud.com?from=device&product={model} | text: not a link",
                "http://qr.delicloud.com | from: not a device's link",
                "http://qr.delicloud.com?from=user&action=activate&product=DL3785W | from: not a device's link",
                "http://qr.delicloud.com?action=activate&product=DL3785W | from: not a device's link",
                "http://qr.delicloud.com?from=device&product=DL3785W | action: unknown",
                "http://qr.delicloud.com?from=device&action=pay&product=DL3785W | action: unknown",
                "http://qr.delicloud.com?from=device&action=activate | product: not a model",
                "http://qr.delicloud.com?from=device&action=activate&product=dl_1 | product: not a model",
                "http://qr.delicloud.com?from=device&action=activate&product=A&product=B | product: given twice",
                "http://qr.delicloud.com?from=device&action=activate&product=A&PRODUCT=B | product: given twice",
                "http://qr.delicloud.com?from=device&action=activate&product=A&device=a%2Fb | device: not an id",
            })
    void refusesWhatIsNoLinkOfADevice(String text, String why) {
        assertThatThrownBy(() -> ScannedLink.parse(text, BASE))
                .isInstanceOf(LinkRefused.class)
                .hasMessageStartingWith(why)
                .hasMessageContaining("(expected: ");
    }
}
