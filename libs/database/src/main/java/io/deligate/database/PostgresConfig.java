package io.deligate.database;

import io.deligate.servicekit.config.Expect;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * How to reach the database.
 *
 * @param uri {@code postgresql://user:password@host:port/database}
 * @param poolSize connections at most
 * @param startWithin how long a start waits for a database that is not there yet
 */
public record PostgresConfig(String uri, int poolSize, Duration startWithin) {
    private static final int USUAL_PORT = 5432;
    private static final String FORM = "postgresql://user:password@host:port/database";

    public PostgresConfig {
        Expect.that(isWellFormed(uri), "postgres.uri", uri, FORM);
        Expect.between("postgres.pool-size", poolSize, 1, 1_000);
        Expect.positive("postgres.start-within", startWithin);
    }

    public static PostgresConfig defaults() {
        return new PostgresConfig("postgresql://deligate@127.0.0.1:5432/deligate", 8, Duration.ofSeconds(60));
    }

    /** Where the database is, without anything secret. */
    String address() {
        URI parsed = URI.create(uri);
        return parsed.getHost() + ":" + port(parsed) + parsed.getPath();
    }

    String jdbcUrl() {
        URI parsed = URI.create(uri);
        String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
        return "jdbc:postgresql://" + parsed.getHost() + ":" + port(parsed) + parsed.getRawPath() + query;
    }

    String user() {
        String info = userInfo();
        return info.contains(":") ? info.substring(0, info.indexOf(':')) : info;
    }

    String password() {
        String info = userInfo();
        return info.contains(":") ? info.substring(info.indexOf(':') + 1) : "";
    }

    private String userInfo() {
        String info = URI.create(uri).getUserInfo();
        return info == null ? "" : info;
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
    }

    private static boolean isWellFormed(String uri) {
        try {
            URI parsed = new URI(uri);
            String scheme = String.valueOf(parsed.getScheme());
            return (scheme.equals("postgresql") || scheme.equals("postgres"))
                    && parsed.getHost() != null
                    && parsed.getUserInfo() != null
                    && parsed.getPath().length() > 1;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresConfig[" + address() + ", poolSize=" + poolSize + "]";
    }
}
