package io.deligate.registryservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.process.StartFailure;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {
    @Test
    void hasTheContractsDefaults() {
        RegistryConfig config = load(Map.of());
        assertThat(config.registry().port()).isEqualTo(8080);
        assertThat(config.topicPrefix()).isEqualTo("deli.");
        assertThat(config.kafka().bootstrap()).isEqualTo("127.0.0.1:9092");
        assertThat(config.clusterConfig().cluster()).isEmpty();
        assertThat(config.clusterPort()).isEqualTo(5701);
        assertThat(config.adminKey()).isNull();
        assertThat(config.management().port()).isEqualTo(9400);
    }

    @Test
    void takesEverySettingOfTheContractFromTheEnvironment() {
        RegistryConfig config = load(Map.of(
                "DELIGATE_REGISTRY_PORT", "0",
                "DELIGATE_POSTGRES_URI", "postgresql://a:b@c:1/d",
                "DELIGATE_KAFKA_BOOTSTRAP", "k:1",
                "DELIGATE_TOPIC_PREFIX", "t.",
                "DELIGATE_CLUSTER", "one:5701,two:5701",
                "DELIGATE_CLUSTER_PORT", "0",
                "DELIGATE_SECRET_KEY", "the secret key",
                "DELIGATE_ADMIN_KEY", "the admin key"));
        assertThat(config.registry().port()).isZero();
        assertThat(config.postgres().uri()).isEqualTo("postgresql://a:b@c:1/d");
        assertThat(config.kafka().bootstrap()).isEqualTo("k:1");
        assertThat(config.topics().sessions()).isEqualTo("t.sessions");
        assertThat(config.clusterConfig().cluster()).isEqualTo("one:5701,two:5701");
        assertThat(config.requiredSecretKey().reveal()).isEqualTo("the secret key");
        assertThat(config.adminKey()).isNotNull();
    }

    @Test
    void namesTheBadSetting() {
        assertThatThrownBy(() -> load(Map.of("DELIGATE_CLUSTER", "a b", "DELIGATE_REGISTRY_PORT", "99999")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("registry.port");
        assertThatThrownBy(() -> load(Map.of("DELIGATE_CLUSTER", "a b")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster: a b");
    }

    @Test
    void doesNotStartWithoutASecretKey() {
        assertThatThrownBy(() -> load(Map.of()).requiredSecretKey())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("DELIGATE_SECRET_KEY");
    }

    @Test
    @Tag("R148")
    void showsNoSecret() {
        RegistryConfig config = load(Map.of(
                "DELIGATE_POSTGRES_URI", "postgresql://me:hidden1@db/deligate",
                "DELIGATE_SECRET_KEY", "hidden2",
                "DELIGATE_ADMIN_KEY", "hidden3"));
        assertThat(ConfigLoader.describe(config).toString()).doesNotContain("hidden");
        assertThat(config.toString()).doesNotContain("hidden");
    }

    private static RegistryConfig load(Map<String, String> env) {
        return ConfigLoader.load(RegistryConfig.defaults(), null, env);
    }
}
