package io.deligate.otaservice.s3;

import io.deligate.otaservice.firmware.StoreUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Hands what comes from the bucket on to one response, no faster than it is read. */
final class S3Delivery implements Subscriber<ByteBuffer> {
    /** Pieces that were asked for and are not on the wire yet. */
    private static final int AHEAD = 8;

    private final HttpServerResponse response;
    private final Context context;
    private final Promise<Void> done = Promise.promise();
    private @Nullable Subscription subscription;

    private S3Delivery(HttpServerResponse response, Context context) {
        this.response = response;
        this.context = context;
    }

    /** Succeeds when the response has ended; fails when one of the two sides breaks. */
    static Future<Void> run(Publisher<ByteBuffer> content, HttpServerResponse response, Context context) {
        S3Delivery delivery = new S3Delivery(response, context);
        response.closeHandler(closed -> delivery.failed(new IllegalStateException("the client has left")));
        content.subscribe(delivery);
        return delivery.done.future();
    }

    @Override
    public void onSubscribe(Subscription source) {
        context.runOnContext(none -> {
            subscription = source;
            if (done.future().isComplete()) {
                source.cancel();
            } else {
                source.request(AHEAD);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        context.runOnContext(none -> {
            if (!done.future().isComplete()) {
                var unused = response.write(Buffer.buffer(bytes))
                        .onSuccess(sent -> more())
                        .onFailure(this::failed);
            }
        });
    }

    private void more() {
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable broken) {
        context.runOnContext(none -> failed(new StoreUnavailable("the bucket broke off", broken)));
    }

    @Override
    public void onComplete() {
        context.runOnContext(none -> {
            if (!done.future().isComplete()) {
                var unused =
                        response.end().onSuccess(sent -> done.tryComplete()).onFailure(this::failed);
            }
        });
    }

    private void failed(Throwable cause) {
        if (done.tryFail(cause) && subscription != null) {
            subscription.cancel();
        }
    }
}
