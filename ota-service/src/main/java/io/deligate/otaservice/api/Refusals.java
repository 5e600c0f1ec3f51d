package io.deligate.otaservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.firmware.FileTooLong;
import io.deligate.otaservice.firmware.StoreUnavailable;
import io.deligate.otaservice.firmware.VersionTaken;
import io.deligate.otaservice.rollout.IllegalMove;
import io.deligate.otaservice.rollout.PlanFault;
import io.deligate.registryview.RegistryUnavailable;
import io.vertx.core.http.HttpClosedException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The problem that each failure is answered with. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static Problem of(Throwable cause) {
        if (cause instanceof CallerFault fault) {
            return fault.problem();
        }
        String detail = String.valueOf(cause.getMessage());
        if (cause instanceof PlanFault plan) {
            return switch (plan.kind()) {
                case MALFORMED -> Problem.body(400, "invalid-body", plan.pointer(), detail);
                case DANGEROUS -> Problem.body(422, "dangerous-plan", plan.pointer(), detail);
                case UNKNOWN_REFERENCE -> Problem.body(422, "unknown-reference", plan.pointer(), detail);
            };
        }
        if (cause instanceof IllegalMove) {
            return Problem.of(409, "wrong-state", detail);
        }
        if (cause instanceof VersionTaken) {
            return Problem.of(409, "already-exists", detail);
        }
        if (cause instanceof FileTooLong) {
            return Problem.of(413, "too-large", detail);
        }
        if (cause instanceof HttpClosedException) {
            return Problem.of(400, "malformed", "the connection broke off");
        }
        if (cause instanceof RegistryUnavailable) {
            log.warn("call not served, the registry does not answer: {}", cause.toString());
            return Problem.of(503, "unavailable", "the registry does not answer; try again");
        }
        if (cause instanceof StoreUnavailable) {
            log.warn("call not served, {}: {}", detail, String.valueOf(cause.getCause()));
            return Problem.of(503, "unavailable", "the file store does not answer; try again");
        }
        if (isOutage(cause)) {
            log.warn("call not served, the database does not answer: {}", cause.toString());
            return Problem.of(503, "unavailable", "the database does not answer; try again");
        }
        log.atError().setCause(cause).log("call failed");
        return Problem.of(500, "internal", "ota-service failed; its log says more");
    }

    private static boolean isOutage(Throwable cause) {
        if (cause instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            // shutting down, starting up, too many connections, cancelled; 42P01, 3F000: the registry has not begun yet
            return state.startsWith("57")
                    || state.startsWith("53")
                    || state.startsWith("08")
                    || state.equals("42P01")
                    || state.equals("3F000");
        }
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || detailStartsWith(cause, "Timeout")
                || detailStartsWith(cause, "Connection is closed");
    }

    private static boolean detailStartsWith(Throwable cause, String words) {
        return String.valueOf(cause.getMessage()).startsWith(words);
    }
}
