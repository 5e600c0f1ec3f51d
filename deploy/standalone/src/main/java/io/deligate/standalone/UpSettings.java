package io.deligate.standalone;

import io.deligate.appbridge.BridgeConfig;
import io.deligate.dispatcher.DispatcherConfig;
import io.deligate.mqttedge.EdgeConfig;
import io.deligate.otaservice.OtaConfig;
import io.deligate.registryservice.RegistryConfig;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.Variable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of everything in the one process, from one environment: what a variable means to a service in a process of
 * its own, it means here too. Only the addresses between the parts are filled in, and what listens, listens on loopback.
 */
final class UpSettings {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<String> ALL_NAMES = allNames();

    private final Map<String, String> env;
    private final UpConfig up;

    private UpSettings(Map<String, String> env) {
        this.env = env;
        this.up = load(UpConfig.defaults());
    }

    /**
     * Loads and checks all settings.
     *
     * @throws io.deligate.servicekit.config.ConfigException naming each variable that is wrong or unknown
     */
    static UpSettings load(Map<String, String> given, @Nullable Path data) {
        Map<String, String> env = new HashMap<>(given);
        env.putIfAbsent("DELIGATE_MQTT_HOST", LOOPBACK);
        env.putIfAbsent("DELIGATE_REGISTRY_HOST", LOOPBACK);
        env.putIfAbsent("DELIGATE_OTA_HOST", LOOPBACK);
        // nobody balances load in front of the one process
        env.putIfAbsent("DELIGATE_DRAIN_AWAIT", "0s");
        env.putIfAbsent("DELIGATE_FTP_ENABLED", "true");
        env.putIfAbsent("DELIGATE_FTP_HOST", LOOPBACK);
        if (data != null) {
            env.put("DELIGATE_DATA", data.toString());
        }
        UpSettings settings = new UpSettings(env);
        var unused =
                List.of(settings.edge(), settings.dispatcher(), settings.bridge(), settings.registry(), settings.ota());
        return settings;
    }

    /** The same settings with the real addresses and secrets of the parts that are running by now. */
    UpSettings with(Map<String, String> found) {
        Map<String, String> completed = new HashMap<>(env);
        completed.putAll(found);
        return new UpSettings(completed);
    }

    UpConfig up() {
        return up;
    }

    EdgeConfig edge() {
        return load(EdgeConfig.defaults());
    }

    DispatcherConfig dispatcher() {
        return load(DispatcherConfig.defaults());
    }

    BridgeConfig bridge() {
        return load(BridgeConfig.defaults());
    }

    RegistryConfig registry() {
        return load(RegistryConfig.defaults());
    }

    OtaConfig ota() {
        return load(OtaConfig.defaults());
    }

    /** What the environment says, empty when it says nothing. */
    Optional<String> given(String variable) {
        return Optional.ofNullable(env.get(variable));
    }

    private <C extends Record> C load(C defaults) {
        return ConfigLoader.load(defaults, null, env, ALL_NAMES);
    }

    private static Set<String> allNames() {
        Set<String> names = new HashSet<>();
        for (Record defaults : List.of(
                UpConfig.defaults(),
                EdgeConfig.defaults(),
                DispatcherConfig.defaults(),
                BridgeConfig.defaults(),
                RegistryConfig.defaults(),
                OtaConfig.defaults())) {
            ConfigLoader.variables(defaults).stream().map(Variable::name).forEach(names::add);
        }
        return names;
    }
}
