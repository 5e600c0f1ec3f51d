package io.deligate.simulator;

import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.config.PlatformVariables;
import io.deligate.servicekit.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The product's key, from where other users of the machine cannot read it: a file, or the environment. */
final class ProductKey {
    /** What {@code up --demo} leaves in its data folder. */
    private static final String OF_THE_DEMO = "demo-product-key";

    private ProductKey() {}

    /** What the environment may say. */
    public record Settings(@Nullable Secret productKey) {}

    /** Looks in the file, then in the environment, then where the demo of this folder has left it. */
    static Secret find(@Nullable Path file, Map<String, String> env) {
        Settings settings = ConfigLoader.load(new Settings(null), null, env, PlatformVariables.names());
        if (file != null) {
            return read(file);
        }
        if (settings.productKey() != null) {
            return settings.productKey();
        }
        Path demo = Path.of(env.getOrDefault("DELIGATE_DATA", "data")).resolve(OF_THE_DEMO);
        if (Files.exists(demo)) {
            return read(demo);
        }
        throw new IllegalArgumentException("product key: none (expected: --key-file FILE, DELIGATE_PRODUCT_KEY, or "
                + demo + " as up --demo leaves it)");
    }

    private static Secret read(Path file) {
        try {
            String key = Files.readString(file).strip();
            if (key.isEmpty()) {
                throw new IllegalArgumentException("product key: " + file + " is empty (expected: the key)");
            }
            return new Secret(key);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "product key: " + file + " cannot be read (expected: a file with the key)", unreadable);
        }
    }
}
