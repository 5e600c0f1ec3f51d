package io.deligate.testkit;

/** A fresh, empty database on the shared server. */
public record TestDatabase(String host, int port, String user, String password, String name) {
    /** The form services are configured with. */
    public String uri() {
        return "postgresql://" + user + ":" + password + "@" + host + ":" + port + "/" + name;
    }

    /** The form JDBC wants, credentials included. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name + "?user=" + user + "&password=" + password;
    }

    @Override
    public String toString() {
        return "postgresql://" + user + ":***@" + host + ":" + port + "/" + name;
    }
}
