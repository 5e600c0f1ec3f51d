package io.deligate.otaservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.process.StartFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtaConfigTest {
    @Test
    void hasTheContractsDefaults() {
        OtaConfig config = load(Map.of());

        assertThat(config.ota().port()).isEqualTo(8081);
        assertThat(config.topicPrefix()).isEqualTo("deli.");
        assertThat(config.management().port()).isEqualTo(9400);
    }

    @Test
    void takesEverySettingOfTheContractFromTheEnvironment() {
        OtaConfig config = load(Map.of(
                "DELIGATE_OTA_PORT", "0",
                "DELIGATE_OTA_PUBLIC_URL", "https://ota.example.com/files",
                "DELIGATE_POSTGRES_URI", "postgresql://a:b@c:1/d",
                "DELIGATE_SECRET_KEY", "the secret key"));

        assertThat(config.ota().base(1234)).hasToString("https://ota.example.com/files");
        assertThat(config.postgres().uri()).isEqualTo("postgresql://a:b@c:1/d");
        assertThat(config.requiredSecretKey().reveal()).isEqualTo("the secret key");
    }

    @Test
    void namesTheBadSetting() {
        assertThatThrownBy(() -> load(Map.of("DELIGATE_OTA_PUBLIC_URL", "ftp://files")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ota.public-url");
        assertThatThrownBy(() -> load(Map.of("DELIGATE_OTA_LEASE", "1s")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ota.lease");
        assertThatThrownBy(() -> load(Map.of("DELIGATE_OTA_S3_BUCKET", "firmware")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ota.s3.access-key");
        assertThatThrownBy(() -> load(Map.of(
                        "DELIGATE_OTA_S3_BUCKET", "firmware",
                        "DELIGATE_OTA_S3_ACCESS_KEY", "key",
                        "DELIGATE_OTA_S3_SECRET_KEY", "secret",
                        "DELIGATE_OTA_LARGEST_FILE", "6GiB")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ota.largest-file")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> load(Map.of()).requiredSecretKey())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("DELIGATE_SECRET_KEY");
    }

    private static OtaConfig load(Map<String, String> env) {
        return ConfigLoader.load(OtaConfig.defaults(), null, env);
    }
}
