package io.deligate.simulator.download;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Fetches files for a fleet: a few at a time, whoever came first first, on one event loop; safe for several threads. */
public final class Downloader {
    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final DownloadLimits limits;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    private record Waiting(Download download, Promise<Downloaded> promise) {}

    public Downloader(Vertx vertx, DownloadLimits limits) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.limits = limits;
        this.client = vertx.createHttpClient(
                // of the connection: a request's own limit ends with the first byte of the answer
                new HttpClientOptions()
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout((int) limits.idle().toMillis()),
                new PoolOptions().setHttp1MaxSize(limits.parallel()).setEventLoopSize(1));
    }

    /**
     * Downloads a file and forgets it.
     *
     * @param md5 that it must have, in hexadecimal
     * @return succeeds when the download has ended, on an event loop of Vert.x; never fails
     */
    public Future<Downloaded> fetch(URI file, String md5) {
        Promise<Downloaded> promise = Promise.promise();
        context.runOnContext(none -> {
            waiting.add(new Waiting(new Download(vertx, client, limits, file, md5), promise));
            startNext();
        });
        return promise.future();
    }

    /** Ends what is under way; succeeds when the connections are closed. */
    public Future<Void> close() {
        return client.close();
    }

    private void startNext() {
        while (running < limits.parallel() && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            running++;
            var unused = next.download().run().onComplete(done -> {
                running--;
                next.promise().complete(done.result());
                startNext();
            });
        }
    }
}
