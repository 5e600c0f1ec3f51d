package io.deligate.otaservice.api;

import io.deligate.apiaccess.problem.Problem;
import io.deligate.otaservice.firmware.ByteRange;
import io.deligate.otaservice.firmware.FileStore;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.otaservice.firmware.Firmwares;
import io.deligate.otaservice.rollout.Rollouts;
import io.deligate.rolloutgate.RolloutState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files, for devices: whole or in part, and again from where a download broke off (R83). */
final class FileCalls {
    private static final Logger log = LoggerFactory.getLogger(FileCalls.class);

    private static final String PATH = "/firmware/{firmware_id}/{name}";

    private final Firmwares firmwares;
    private final Rollouts rollouts;
    private final FileStore files;

    FileCalls(Firmwares firmwares, Rollouts rollouts, FileStore files) {
        this.firmwares = firmwares;
        this.rollouts = rollouts;
        this.files = files;
    }

    void addTo(RestRouter router) {
        router.add("getFile", HttpMethod.GET, PATH, null, this::serve);
        router.add("headFile", HttpMethod.HEAD, PATH, null, this::serve);
    }

    private Future<Void> serve(Call call) {
        call.request().resume();
        return allowed(call.parameter("rollout"))
                .compose(none -> firmwares.find(call.path("firmware_id")))
                .compose(found -> found.filter(firmware -> firmware.url() == null)
                        .map(firmware -> send(call, firmware))
                        .orElseThrow(() -> Problem.notFound("this file").fault()));
    }

    /** The links of a rollout end with its abort: a device may come for the file hours after it was offered. */
    private Future<Void> allowed(@Nullable String rolloutId) {
        if (rolloutId == null) {
            return Future.succeededFuture();
        }
        return rollouts.find(rolloutId).map(found -> {
            if (found.isEmpty() || found.get().state() instanceof RolloutState.Aborted) {
                throw Problem.of(403, "aborted", "the rollout was aborted").fault();
            }
            return null;
        });
    }

    private Future<Void> send(Call call, Firmware firmware) {
        String sha256 = String.valueOf(firmware.sha256());
        String tag = '"' + sha256 + '"';
        HttpServerResponse response = call.response()
                .putHeader("ETag", tag)
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Cache-Control", "public, max-age=31536000, immutable")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (names(call.request().getHeader("If-None-Match"), tag)) {
            return response.setStatusCode(304).end();
        }
        boolean isHead = call.request().method().equals(HttpMethod.HEAD);
        // a range means something to GET alone (RFC 9110, 14.2)
        Optional<ByteRange> range = isHead ? Optional.empty() : range(call, tag, firmware.size());
        if (range.isPresent() && !range.get().isSatisfiable()) {
            response.putHeader("Content-Range", "bytes */" + firmware.size());
            throw Problem.of(416, "range", "range: behind the end (expected: below " + firmware.size() + ")")
                    .fault();
        }
        ByteRange part = range.orElse(new ByteRange(0, firmware.size()));
        if (isHead) {
            return head(response, range, part, firmware.size()).end();
        }
        // what says how long the file is waits for it: a problem has another length
        return files.read(sha256, part)
                .compose(content -> content.sendTo(head(response, range, part, firmware.size())))
                .recover(broken -> response.headWritten() ? broken(response, broken) : Future.failedFuture(broken));
    }

    /** The device has left, or the file broke off: it comes again for the rest. */
    private static Future<Void> broken(HttpServerResponse response, Throwable cause) {
        log.debug("download broke off: {}", cause.toString());
        return response.reset().otherwiseEmpty();
    }

    private static HttpServerResponse head(
            HttpServerResponse response, Optional<ByteRange> range, ByteRange part, long size) {
        if (range.isPresent()) {
            long last = part.from() + part.length() - 1;
            response.putHeader("Content-Range", "bytes " + part.from() + "-" + last + "/" + size);
        }
        return response.setStatusCode(range.isPresent() ? 206 : 200)
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Length", String.valueOf(part.length()));
    }

    /** With another {@code If-Range} the device has a part of another file: it gets the whole of this one. */
    private static Optional<ByteRange> range(Call call, String tag, long size) {
        String ifRange = call.request().getHeader("If-Range");
        return ifRange == null || ifRange.strip().equals(tag)
                ? ByteRange.of(call.request().getHeader("Range"), size)
                : Optional.empty();
    }

    private static boolean names(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null && (ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(tag));
    }
}
