package io.deligate.simulator.download;

import io.deligate.simulator.device.Fetched;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way: asked for in one piece, and after each break from where it ended, as long as the server says that
 * it is still the same file (RFC 9110, {@code Range} and {@code If-Range}). On one event loop.
 */
final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
    private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d+)");
    private static final int MOST_DOUBLINGS = 5;
    private static final int MOST_REQUESTS = 1_000;

    /** A whole file with a wrong MD5 is worth one more try. */
    private static final int WRONG_FILES = 2;

    private final Vertx vertx;
    private final HttpClient client;
    private final DownloadLimits limits;
    private final URI file;
    private final String md5;
    private final Received received = new Received();
    private final Promise<Downloaded> end = Promise.promise();
    private String trouble = "";
    private int requests;
    private int inVain;
    private int wrong;
    private int resumed;

    Download(Vertx vertx, HttpClient client, DownloadLimits limits, URI file, String md5) {
        this.vertx = vertx;
        this.client = client;
        this.limits = limits;
        this.file = file;
        this.md5 = md5;
    }

    /** Succeeds when it has ended, however it did; never fails. */
    Future<Downloaded> run() {
        next();
        return end.future();
    }

    private void next() {
        requests++;
        long before = received.length();
        var unused = request().otherwise(this::brokenOff).onSuccess(attempt -> {
            inVain = received.length() > before ? 0 : inVain + 1;
            settle(attempt);
        });
    }

    private Attempt brokenOff(Throwable why) {
        trouble = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return Attempt.BROKEN_OFF;
    }

    private void settle(Attempt attempt) {
        switch (attempt) {
            case ENDED -> check();
            case BROKEN_OFF -> tryAgain();
            case AMISS -> {
                received.forget();
                tryAgain();
            }
            case REFUSED -> finish(Fetched.REFUSED);
            case HOPELESS -> finish(Fetched.BROKEN);
        }
    }

    private void check() {
        if (!received.isComplete()) {
            trouble = "the file ended after " + received.length() + " bytes";
            tryAgain();
            return;
        }
        String found = received.md5InHex();
        if (found.equalsIgnoreCase(md5)) {
            finish(Fetched.WHOLE);
            return;
        }
        trouble = "MD5 " + found + " (expected: " + md5 + ")";
        received.forget();
        if (++wrong >= WRONG_FILES) {
            finish(Fetched.BROKEN);
        } else {
            tryAgain();
        }
    }

    private void tryAgain() {
        if (inVain >= limits.tries() || requests >= MOST_REQUESTS) {
            finish(Fetched.BROKEN);
            return;
        }
        long pause = limits.pause().toMillis() << Math.min(inVain, MOST_DOUBLINGS);
        long jittered = 1 + pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        var unused = vertx.setTimer(jittered, timer -> next());
    }

    private void finish(Fetched how) {
        end.complete(new Downloaded(how, how == Fetched.WHOLE ? "" : trouble, resumed));
    }

    private Future<Attempt> request() {
        long from = received.length();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(file.toString())
                .setFollowRedirects(true)
                .setConnectTimeout(limits.idle().toMillis())
                .setIdleTimeout(limits.idle().toMillis());
        if (from > 0) {
            options.putHeader("Range", "bytes=" + from + "-");
            String tag = received.tag();
            if (tag != null) {
                options.putHeader("If-Range", tag);
            }
        }
        return Future.succeededFuture(options)
                .compose(client::request)
                .compose(request -> request.send().compose(response -> take(request, response, from)));
    }

    private Future<Attempt> take(HttpClientRequest request, HttpClientResponse response, long from) {
        // what breaks off is told by the end of the response; without this it would be logged as nobody's
        response.exceptionHandler(broken -> {});
        int status = response.statusCode();
        if (status == 200) {
            received.begin(length(response.getHeader("Content-Length")), response.getHeader("ETag"));
            return body(request, response);
        }
        if (status == 206 && from > 0) {
            Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.getHeader("Content-Range")));
            if (range.matches() && Long.parseLong(range.group(1)) == from) {
                received.goesOn(Long.parseLong(range.group(3)));
                resumed++;
                return body(request, response);
            }
            trouble = "HTTP 206 with Content-Range " + response.getHeader("Content-Range");
            return drop(request, Attempt.AMISS);
        }
        trouble = "HTTP " + status;
        if (status == 416 && isAllThere(response, from)) {
            return drop(request, Attempt.ENDED);
        }
        return drop(request, judge(status));
    }

    private boolean isAllThere(HttpClientResponse response, long from) {
        Matcher size = UNSATISFIED.matcher(String.valueOf(response.getHeader("Content-Range")));
        boolean all = size.matches() && Long.parseLong(size.group(1)) == from;
        if (all) {
            received.goesOn(from);
        }
        return all;
    }

    private static Attempt judge(int status) {
        if (status == 403 || status == 410) {
            return Attempt.REFUSED;
        }
        if (status == 206 || status == 416) {
            return Attempt.AMISS;
        }
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
        return passing ? Attempt.BROKEN_OFF : Attempt.HOPELESS;
    }

    private Future<Attempt> body(HttpClientRequest request, HttpClientResponse response) {
        response.handler(part -> {
            received.add(part);
            if (received.length() > limits.longest()) {
                trouble = "more than " + limits.longest() + " bytes";
                var unused = request.reset();
            }
        });
        return response.end()
                .map(Attempt.ENDED)
                .recover(broken -> received.length() > limits.longest()
                        ? Future.succeededFuture(Attempt.HOPELESS)
                        : Future.failedFuture(broken));
    }

    /** Nobody needs what the server says besides. */
    private static Future<Attempt> drop(HttpClientRequest request, Attempt attempt) {
        var unused = request.reset();
        return Future.succeededFuture(attempt);
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? -1 : Long.parseLong(header.strip());
        } catch (NumberFormatException unusable) {
            return -1;
        }
    }
}
