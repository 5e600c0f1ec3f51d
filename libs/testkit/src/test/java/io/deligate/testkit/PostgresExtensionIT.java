package io.deligate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresExtensionIT {
    @Test
    void givesAnEmptyDatabase(TestDatabase database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE thing (id int)");
            try (ResultSet found = statement.executeQuery("SELECT count(*) FROM thing")) {
                assertThat(found.next()).isTrue();
                assertThat(found.getInt(1)).isZero();
            }
        }
        assertThat(database.uri()).contains("@127.0.0.1:").endsWith("/" + database.name());
        assertThat(database.toString()).doesNotContain(database.password());
    }

    @Nested
    class AnotherClass {
        @Test
        void hasADatabaseOfItsOwn(TestDatabase database) throws SQLException {
            try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                assertThat(statement.execute("CREATE TABLE thing (id int)")).isFalse();
            }
        }
    }
}
