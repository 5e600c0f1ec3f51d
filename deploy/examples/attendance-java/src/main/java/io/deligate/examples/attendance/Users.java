package io.deligate.examples.attendance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who may check in: a list in a file that may be edited while the app runs. */
final class Users {
    private static final String FIRST = """
            [
              {"id": "1001", "name": "Li Lei"},
              {"id": "1002", "name": "Han Meimei"},
              {"id": "1003", "name": "Jim Green"}
            ]
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;

    Users(Path file) {
        this.file = file;
    }

    /** Everybody; where there is no list yet, one with examples is made. */
    JsonNode all() throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, FIRST);
        }
        JsonNode users = json.readTree(Files.readString(file));
        if (!users.isArray()) {
            throw new IOException(file + ": no list (expected: [{\"id\":...,\"name\":...}, ...])");
        }
        return users;
    }
}
