package io.deligate.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The one {@code ./deligate up} of this JVM, for classes that use it and leave it running; each with its own products. */
final class SharedPlatform implements AutoCloseable {
    private final DeligateProcess process;
    private final RegistryApi registry;
    private final OtaApi ota;

    private SharedPlatform(Path data) throws IOException {
        process = DeligateProcess.up(data);
        registry = RegistryApi.of(process, data);
        ota = OtaApi.of(process, data);
    }

    DeligateProcess process() {
        return process;
    }

    RegistryApi registry() {
        return registry;
    }

    OtaApi ota() {
        return ota;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Hands it to a test class as a parameter. */
    static final class Extension implements ParameterResolver {
        private static final Namespace NAMESPACE = Namespace.create(SharedPlatform.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SharedPlatform.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // the root store closes what it holds when the last test of this JVM is over
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(SharedPlatform.class, key -> started(), SharedPlatform.class);
        }

        private static SharedPlatform started() {
            try {
                // in the build's folder, so that a clean build takes it away
                Path builds = Files.createDirectories(Path.of("target").toAbsolutePath());
                return new SharedPlatform(Files.createTempDirectory(builds, "shared-up-"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
