package io.deligate.examples.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckinFileTest {
    private static final String RECORD = "{\"id\": 9223372036854775808, \"name\":\"张\",\r\n \"payload\":[1.0]}";

    @TempDir
    private Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = folder.resolve("new/checkins.jsonl");
    }

    @Test
    void keepsAMessageOnceAndAsItWasAlsoOverRestarts() throws IOException {
        try (CheckinFile file = CheckinFile.open(path)) {
            assertThat(file.keep("a", RECORD)).isTrue();
            assertThat(file.keep("a", RECORD)).isFalse();
        }
        try (CheckinFile again = CheckinFile.open(path)) {
            assertThat(again.size()).isEqualTo(1);
            assertThat(again.keep("a", RECORD)).isFalse();
            assertThat(again.keep("b", "{}")).isTrue();
        }

        assertThat(Files.readString(path)).isEqualTo("""
                {"message_id":"a","record":{"id": 9223372036854775808, "name":"张",   "payload":[1.0]}}
                {"message_id":"b","record":{}}
                """);
    }

    @Test
    void cutsOffALineThatACrashLeftHalfWritten() throws IOException {
        try (CheckinFile file = CheckinFile.open(path)) {
            assertThat(file.keep("a", RECORD)).isTrue();
            assertThat(file.keep("b", RECORD)).isTrue();
        }
        String whole = Files.readString(path);
        Files.writeString(path, whole.substring(0, whole.length() - 20));

        try (CheckinFile again = CheckinFile.open(path)) {
            assertThat(again.size()).isEqualTo(1);
            assertThat(again.keep("b", RECORD)).isTrue();
        }
        assertThat(Files.readString(path)).isEqualTo(whole);
    }

    @Test
    void belongsToOneAppAtATime() throws IOException {
        try (CheckinFile file = CheckinFile.open(path)) {
            assertThatThrownBy(() -> CheckinFile.open(path)).isInstanceOf(OverlappingFileLockException.class);
            assertThat(file.size()).isZero();
        }
    }
}
