package io.deligate.registryservice.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file as an answer that a browser keeps and never shows: nobody knows what is in it. */
final class Download {
    private static final String ANY_BYTES = "application/octet-stream";

    private Download() {}

    static Answer of(FileSystem fileSystem, String name, Path path) {
        return Answer.stream(ANY_BYTES, out -> write(fileSystem, path, out))
                .with("Content-Disposition", "attachment; filename*=UTF-8''" + encoded(name))
                .with("Content-Security-Policy", "sandbox")
                .with("Cache-Control", "no-store");
    }

    private static Future<Void> write(FileSystem fileSystem, Path path, HttpServerResponse out) {
        return fileSystem
                .open(
                        path.toString(),
                        new OpenOptions().setRead(true).setWrite(false).setCreate(false))
                .compose(file -> {
                    Promise<Void> over = Promise.promise();
                    // A client that leaves in the middle would hold the file open for ever.
                    out.closeHandler(left -> over.tryComplete());
                    var unused = file.pipe()
                            .endOnComplete(false)
                            .to(out)
                            .onSuccess(written -> over.tryComplete())
                            .onFailure(over::tryFail);
                    return over.future().eventually(() -> closed(file));
                });
    }

    private static Future<Void> closed(AsyncFile file) {
        return file.close().otherwiseEmpty();
    }

    /** As RFC 5987 wants it: all but letters, digits and a few signs as bytes of UTF-8. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
