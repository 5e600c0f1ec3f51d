package io.deligate.bench.floor;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** How floors are reached. */
final class Entrance {
    private Entrance() {}

    /** Netty's choice of engine, which is the edge's too. */
    static SslContext tls(Path certificate, Path key) throws IOException {
        return SslContextBuilder.forServer(certificate.toFile(), key.toFile()).build();
    }

    static void listening(int port) {
        say("floor: mqtt on 127.0.0.1:" + port);
    }

    static void say(String line) {
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8).println(line);
    }
}
