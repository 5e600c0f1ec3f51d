package io.deligate.embedded;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement against a server, over JDBC. */
final class Sql {
    private Sql() {}

    static String run(String uri, String statement) throws SQLException {
        URI address = URI.create(uri);
        String[] login = address.getUserInfo().split(":", 2);
        String jdbc = "jdbc:postgresql://" + address.getHost() + ":" + address.getPort() + address.getPath();
        try (Connection connection = DriverManager.getConnection(jdbc, login[0], login[1]);
                Statement running = connection.createStatement()) {
            if (!running.execute(statement)) {
                return "";
            }
            try (ResultSet found = running.getResultSet()) {
                return found.next() ? found.getString(1) : "";
            }
        }
    }
}
