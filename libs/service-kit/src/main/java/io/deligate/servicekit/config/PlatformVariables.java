package io.deligate.servicekit.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The public environment variables of the whole platform.
 *
 * <p>One environment file is often shared by all services, so each service lets pass what another one reads.
 */
public final class PlatformVariables {
    static final String LOG_FORMAT = "DELIGATE_LOG_FORMAT";
    static final String LOG_LEVEL = "DELIGATE_LOG_LEVEL";

    private static final Set<String> NAMES = Set.of(
            "DELIGATE_ADMIN_KEY",
            "DELIGATE_ADVERTISED_MQTT",
            "DELIGATE_CLUSTER",
            "DELIGATE_CLUSTER_PORT",
            "DELIGATE_DATA",
            "DELIGATE_EDGE_ID",
            "DELIGATE_HOME",
            "DELIGATE_JAVA_OPTS",
            "DELIGATE_KAFKA_BOOTSTRAP",
            "DELIGATE_KAFKA_PORT",
            LOG_FORMAT,
            LOG_LEVEL,
            "DELIGATE_MANAGEMENT_PORT",
            "DELIGATE_MQTTS_PORT",
            "DELIGATE_MQTT_PORT",
            "DELIGATE_OTA_PORT",
            "DELIGATE_OTA_PUBLIC_URL",
            "DELIGATE_POSTGRES_PORT",
            "DELIGATE_POSTGRES_URI",
            "DELIGATE_PRODUCT_KEY",
            "DELIGATE_REGISTRY_PORT",
            "DELIGATE_FTP_PORT",
            "DELIGATE_SECRET_KEY",
            "DELIGATE_TLS_CERT",
            "DELIGATE_TLS_KEY",
            "DELIGATE_TOPIC_PREFIX",
            "DELIGATE_TRACING_ENDPOINT",
            "DELIGATE_TRACING_SAMPLE");

    /** Any client property may follow. */
    private static final String KAFKA = "DELIGATE_KAFKA_";

    /** Read by the logging configuration itself, before any of our code runs. */
    private static final Map<String, Pattern> READ_BY_LOGGING = Map.of(
            LOG_FORMAT, Pattern.compile("text|json"), LOG_LEVEL, Pattern.compile("(?i)trace|debug|info|warn|error"));

    private static final Pattern SERVICE_LINK =
            Pattern.compile("DELIGATE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

    private static final Pattern LINK_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private PlatformVariables() {}

    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    static boolean isName(String variable) {
        return NAMES.contains(variable);
    }

    static boolean isOpen(String variable) {
        return variable.startsWith(KAFKA) && variable.length() > KAFKA.length();
    }

    /**
     * Whether Kubernetes set the variable for a Service called {@code deligate-...}: one of the names only it uses, or
     * {@code X_PORT=tcp://...} beside {@code X_SERVICE_HOST}, which looks like a setting of ours.
     */
    static boolean isServiceLink(String variable, Map<String, String> env) {
        if (SERVICE_LINK.matcher(variable).matches()) {
            return true;
        }
        return variable.endsWith("_PORT")
                && LINK_ADDRESS.matcher(env.getOrDefault(variable, "")).matches()
                && env.containsKey(variable.substring(0, variable.length() - "_PORT".length()) + "_SERVICE_HOST");
    }

    /** Whether a variable that the logging configuration reads has a value it understands. */
    static boolean isUnderstood(String variable, String value) {
        Pattern pattern = READ_BY_LOGGING.get(variable);
        return pattern == null || pattern.matcher(value).matches();
    }
}
