package io.deligate.registryservice.app;

/** Kafka did not make an app's topics; there is no such app. */
public final class TopicsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TopicsUnavailable(Throwable cause) {
        super("kafka did not make the app's topics", cause);
    }
}
