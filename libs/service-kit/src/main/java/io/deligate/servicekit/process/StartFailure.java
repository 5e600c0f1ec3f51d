package io.deligate.servicekit.process;

import io.vertx.core.Future;
import java.net.BindException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says in one line why a process could not start, and what would help. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean foreseen;

    /** A failure whose reason is known, such as {@code port 1883 is in use} and {@code a free port}. */
    public StartFailure(String problem, String expected) {
        this(problem + " (expected: " + expected + ")", null, true);
    }

    public StartFailure(String problem, String expected, Throwable cause) {
        this(problem + " (expected: " + expected + ")", cause, true);
    }

    /** A failure that a library has already put into one line for people. */
    public static StartFailure explained(Throwable cause) {
        return new StartFailure(firstLine(cause), cause, true);
    }

    private StartFailure(String line, @Nullable Throwable cause, boolean foreseen) {
        super(line, cause);
        this.foreseen = foreseen;
    }

    /**
     * Explains a failed {@code listen}: {@code server.listen(port, host).recover(StartFailure.onBind(host, port, name))}.
     *
     * @param setting the environment variable that moves the port
     */
    public static <T> Function<Throwable, Future<T>> onBind(String host, int port, String setting) {
        return cause -> Future.failedFuture(bind(host, port, setting, cause));
    }

    /** The failure of a part; what already explains itself stays as it is, and a line that says what was expected says all. */
    static StartFailure of(String part, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        if (cause instanceof StartFailure explained) {
            return explained;
        }
        String line = firstLine(cause);
        return new StartFailure(part + ": " + line, cause, line.endsWith(")") && line.contains("(expected: "));
    }

    /** Whether the line says everything; otherwise the stack trace is worth a look. */
    boolean isForeseen() {
        return foreseen;
    }

    private static Throwable bind(String host, int port, String setting, Throwable cause) {
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (!(cause instanceof BindException) && !reason.contains("bind")) {
            return cause;
        }
        if (reason.contains("in use")) {
            return new StartFailure("port " + port + " is in use", "a free port; set " + setting, cause);
        }
        if (reason.contains("denied") || reason.contains("permission")) {
            return new StartFailure("port " + port + " is not allowed", "1024 or higher; set " + setting, cause);
        }
        return new StartFailure(
                "cannot listen on " + host + ":" + port + ": " + firstLine(cause), "an address of this host", cause);
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
