package io.deligate.tracing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** What one service does with one message, from its beginning to its end. Thread-safe; the first end counts. */
public final class Step {
    /** Of a message that nobody traces. */
    public static final Step NONE = new Step(null);

    private final @Nullable Span span;

    Step(@Nullable Span span) {
        this.span = span;
    }

    /** Says something about the message that is no secret. */
    @CanIgnoreReturnValue
    public Step about(String name, String value) {
        if (span != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    public void end() {
        if (span != null) {
            span.end();
        }
    }

    /** Ends in failure, of which only the kind is told: messages of exceptions may quote what devices say. */
    public void fail(Throwable cause) {
        if (span != null) {
            span.setStatus(StatusCode.ERROR, cause.getClass().getSimpleName());
            span.end();
        }
    }
}
