package io.deligate.bench.part;

import io.deligate.embedded.EmbeddedKafka;
import io.deligate.embedded.EmbeddedPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The broker and the database as a process of their own; its argument is their folder. */
public final class Backing {
    private Backing() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Path folder = Path.of(args[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0, out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, out::println);
        out.println("backing: kafka " + kafka.bootstrap() + " postgres " + postgres.uri());
        new CountDownLatch(1).await();
    }
}
