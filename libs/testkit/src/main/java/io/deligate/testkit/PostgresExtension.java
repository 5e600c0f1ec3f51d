package io.deligate.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class a fresh {@link TestDatabase} parameter on the one PostgreSQL server of this JVM. */
public final class PostgresExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        var unused = database(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestDatabase used = context.getStore(NAMESPACE).remove(context.getRequiredTestClass(), TestDatabase.class);
        if (used != null) {
            server(context).drop(used);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return database(context);
    }

    private static TestDatabase database(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        TestDatabase known = context.getStore(NAMESPACE).get(testClass, TestDatabase.class);
        if (known != null) {
            return known;
        }
        TestDatabase fresh = server(context).newDatabase(testClass.getSimpleName());
        context.getStore(NAMESPACE).put(testClass, fresh);
        return fresh;
    }

    // the root store closes what it holds when the last test of this JVM is over
    private static TestPostgres server(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestPostgres.class, key -> TestPostgres.start(), TestPostgres.class);
    }
}
