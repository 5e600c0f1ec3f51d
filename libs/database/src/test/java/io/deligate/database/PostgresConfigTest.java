package io.deligate.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresConfigTest {
    @Test
    void takesAUriApart() {
        PostgresConfig config = config("postgresql://me:p%40ss@db.example:6432/deligate?sslmode=require");
        assertThat(config.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6432/deligate?sslmode=require");
        assertThat(config.user()).isEqualTo("me");
        assertThat(config.password()).isEqualTo("p@ss");
        assertThat(config.address()).isEqualTo("db.example:6432/deligate");
    }

    @Test
    void knowsTheUsualPort() {
        assertThat(config("postgresql://me@db/deligate").address()).isEqualTo("db:5432/deligate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "db:5432", "mysql://me:pw@db/deligate", "postgresql://db/deligate", "postgresql://me@db/"})
    void refusesWhatIsNoDatabase(String uri) {
        assertThatThrownBy(() -> config(uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("postgres.uri")
                .hasMessageContaining("postgresql://user:password@host:port/database");
    }

    @Test
    @Tag("R148")
    void neverShowsThePassword() {
        assertThat(config("postgresql://me:hidden@db/deligate").toString()).doesNotContain("hidden");
        assertThatThrownBy(() -> config("mysql://me:hidden@db/deligate")).hasMessageNotContaining("hidden");
    }

    private static PostgresConfig config(String uri) {
        return new PostgresConfig(uri, 4, Duration.ofSeconds(1));
    }
}
