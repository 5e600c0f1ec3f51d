package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ViewCodecTest {
    @Test
    void productsSurviveTheCluster() {
        ProductView product = Samples.product(true);
        assertThat(ViewCodec.product(ViewCodec.encode(product))).isEqualTo(product);
    }

    @Test
    void devicesSurviveTheCluster() {
        DeviceView device = Samples.device(7);
        assertThat(ViewCodec.device(ViewCodec.encode(device))).isEqualTo(device);
    }

    @Test
    void aDeviceThatNeverConnectedSurvivesTheCluster() {
        DeviceView device = new DeviceView(
                Samples.DEVICE,
                Samples.MODEL,
                "",
                DeviceStatus.BANNED,
                null,
                List.of(),
                "",
                List.of(),
                DeviceView.NO_SESSION,
                null,
                null);
        assertThat(ViewCodec.device(ViewCodec.encode(device))).isEqualTo(device);
    }

    @Test
    void appsSurviveTheCluster() {
        AppView app = Samples.app(true);
        assertThat(ViewCodec.app(ViewCodec.encode(app))).isEqualTo(app);
    }

    @Test
    @Tag("R11")
    void aDevicesOwnCredentialsSurviveTheCluster() {
        byte[] key = {1, 2, 3};
        DeviceView device = new DeviceView(
                Samples.DEVICE,
                Samples.MODEL,
                "",
                DeviceStatus.NORMAL,
                null,
                List.of(),
                "",
                List.of(
                        new CredentialVerifier("usér", key, new byte[] {-1, 0}, Samples.FIRST, null),
                        new CredentialVerifier("user", key, new byte[] {5}, Samples.FIRST, Samples.SECOND)),
                3,
                Samples.SECOND,
                null);
        assertThat(ViewCodec.device(ViewCodec.encode(device))).isEqualTo(device);
        assertThat(device.ownCredentials()).isTrue();
    }

    @Test
    void edgesSurviveTheCluster() {
        EdgeNotice edge = new EdgeNotice("edge-1", List.of("tcp://h:1883"), List.of("ssl://h:8883"), 17, true);
        assertThat(ViewCodec.edge(ViewCodec.encode(edge))).isEqualTo(edge);
    }

    @Test
    void namesOfALaterReleaseArePassedOver() {
        byte[] later =
                "{\"d\":\"D_1\",\"m\":\"D\",\"s\":\"normal\",\"new\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8);
        assertThat(ViewCodec.device(later).epoch()).isEqualTo(DeviceView.NO_SESSION);
    }

    @Test
    void aStatusOfALaterReleaseIsAFailureAndNotAGuess() {
        byte[] later = "{\"d\":\"D_1\",\"m\":\"D\",\"s\":\"asleep\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ViewCodec.device(later)).hasMessageContaining("asleep");
    }

    @Test
    @Tag("R148")
    void aProductInALogLineShowsNoKey() {
        assertThat(Samples.product(true).toString()).doesNotContain("new key").doesNotContain("old key");
    }
}
