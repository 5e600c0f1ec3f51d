package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
    @Test
    void startsAloneByDefaultAndOnLoopback() {
        ClusterConfig config = ClusterConfig.defaults();
        assertThat(config.members()).isEmpty();
        assertThat(config.clusterPort()).isEqualTo(5701);
        assertThat(config.isLocal()).isTrue();
    }

    @Test
    void readsAListOfMembers() {
        ClusterConfig config = new ClusterConfig(" one:5701, two:5702 ,", 0);
        assertThat(config.members()).isEqualTo(List.of("one:5701", "two:5702"));
        assertThat(config.isLocal()).isFalse();
    }

    @Test
    void readsANameThatStandsForAllMembers() {
        ClusterConfig config = new ClusterConfig("dns:registry.deligate.svc", 5701);
        assertThat(config.isDns()).isTrue();
        assertThat(config.dnsName()).isEqualTo("registry.deligate.svc");
        assertThat(config.isLocal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5701", "localhost:5701,127.0.0.1", "[::1]:5701"})
    void staysOnLoopbackWhenAllMembersAreThere(String members) {
        assertThat(new ClusterConfig(members, 5701).isLocal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one two", "dns:", "tcp://one:5701", "one:port", "one:5701;two:5701"})
    void refusesWhatIsNeitherAListNorAName(String cluster) {
        assertThatThrownBy(() -> new ClusterConfig(cluster, 5701))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster: " + cluster)
                .hasMessageContaining("host:port,... or dns:NAME");
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> new ClusterConfig("", 65_536)).hasMessageContaining("cluster-port");
    }
}
