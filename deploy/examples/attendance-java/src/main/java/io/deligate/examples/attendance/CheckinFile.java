package io.deligate.examples.attendance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The check-ins, one line of JSON per message: {@code {"message_id":...,"record":...}} with the record as it was, so that
 * no number is rounded and no member is lost. A message is kept once, also over restarts; whoever needs several instances
 * takes a database with the message id as the primary key.
 */
final class CheckinFile implements AutoCloseable {
    /** Copies come shortly after the first, so the newest ids are enough. */
    private static final int REMEMBERED = 100_000;

    private final ObjectMapper json = new ObjectMapper();
    private final FileChannel file;
    private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private CheckinFile(FileChannel file) {
        this.file = file;
    }

    /** Opens the file for this process alone, and cuts off a last line that a crash left half written. */
    static CheckinFile open(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException(path + " is in use by another process (expected: one app per folder)");
        }
        CheckinFile opened = new CheckinFile(channel);
        opened.recover(path);
        return opened;
    }

    private void recover(Path path) throws IOException {
        long whole = 0;
        try (var lines = Files.newBufferedReader(path)) {
            StringBuilder line = new StringBuilder();
            for (int read = lines.read(); read >= 0; read = lines.read()) {
                line.append((char) read);
                if (read == '\n') {
                    known.add(json.readTree(line.toString()).path("message_id").asText());
                    whole += line.toString().getBytes(StandardCharsets.UTF_8).length;
                    line.setLength(0);
                }
            }
        }
        file.truncate(whole).position(whole);
    }

    /** What makes a message the same when it is told again. */
    static String messageId(ConsumerRecord<String, String> record) {
        Header id = record.headers().lastHeader("deli-message-id");
        return id == null
                ? record.partition() + "/" + record.offset()
                : new String(id.value(), StandardCharsets.US_ASCII);
    }

    /** Adds a message unless it is there already; it is safe after the next {@link #flush}. */
    boolean keep(String messageId, String record) throws IOException {
        if (!known.add(messageId)) {
            return false;
        }
        // outside of strings a line break is mere white space, and inside there is none
        String line = "{\"message_id\":" + json.writeValueAsString(messageId) + ",\"record\":"
                + record.replace('\n', ' ').replace('\r', ' ') + "}\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            var unused = file.write(bytes);
        }
        return true;
    }

    /** Returns when everything is on the disk. */
    void flush() throws IOException {
        file.force(false);
    }

    int size() {
        return known.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
