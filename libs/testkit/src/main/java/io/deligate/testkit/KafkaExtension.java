package io.deligate.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one broker of this JVM: as a {@link TestKafka} parameter or through {@link #kafka()}. */
public final class KafkaExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(KafkaExtension.class);

    private static volatile @Nullable TestKafka running;

    /** The shared broker, once a test class with this extension has begun. */
    public static TestKafka kafka() {
        TestKafka kafka = running;
        if (kafka == null) {
            throw new IllegalStateException(
                    "no broker (expected: @ExtendWith(KafkaExtension.class) on the test class)");
        }
        return kafka;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = shared(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestKafka.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    // the root store closes what it holds when the last test of this JVM is over
    private static TestKafka shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestKafka.class, key -> TestKafka.startShared(), TestKafka.class);
    }
}
