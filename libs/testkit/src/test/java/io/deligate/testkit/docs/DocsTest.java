package io.deligate.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsTest {
    @TempDir
    Path root;

    @BeforeEach
    void aSource() throws IOException {
        Files.createDirectories(root.resolve("src"));
        Files.writeString(root.resolve("src/SessionJournal.java"), "final class SessionJournal { enum EndCause {} }");
    }

    @Test
    void acceptsATrueDocument() throws IOException {
        write(
                "README.md",
                "`SessionJournal` ends with an `EndCause`; `CompletableFuture`, `Main` and `someMethod` are fine.",
                "See [the source](src/SessionJournal.java#L1), [here](#a) or [there](https://example.org/x).",
                "```json",
                "{\"mid\": \"1\", \"action\": 102}",
                "```",
                "```json",
                "{\"mid\": 1, \"action\": 102}",
                "{\"mid\": 2, \"action\": 103}",
                "```",
                "```json",
                "{\"unrelated\": [1, 2]}",
                "```");

        Docs.check(root);
    }

    @Test
    void findsANameThatIsNoType() throws IOException {
        write("README.md", "", "The `SessionDiary` knows.");

        assertThat(Docs.faults(root, Set.of())).containsExactly("README.md:2: no type of ours is named SessionDiary");
        assertThat(Docs.faults(root, Set.of("SessionDiary"))).isEmpty();
    }

    @Test
    void findsALinkThatLeadsNowhere() throws IOException {
        Files.createDirectories(root.resolve("docs"));
        write("docs/a.md", "[up](../README.md) [root](/src/SessionJournal.java) [gone](b.md#part)");
        write("README.md", "[fine](docs/a.md)");

        assertThat(Docs.faults(root, Set.of())).containsExactly("docs/a.md:1: the link leads nowhere: b.md#part");
    }

    @Test
    void findsAMessageThatIsNone() throws IOException {
        write("README.md", "```json", "{\"action\": 102", "```", "```json", "{\"action\":1}", "{\"action\":}", "```");

        assertThat(Docs.faults(root, Set.of()))
                .hasSize(2)
                .satisfies(faults -> assertThat(faults.get(0)).startsWith("README.md:2: not a message"))
                .satisfies(faults -> assertThat(faults.get(1)).startsWith("README.md:6: not a message"));
    }

    @Test
    void listsAllFaultsInOneFailure() throws IOException {
        write("README.md", "`NoSuchThing` [x](y)");

        assertThatThrownBy(() -> Docs.check(root))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 faults")
                .hasMessageContaining("NoSuchThing")
                .hasMessageContaining("nowhere: y");
    }

    @Test
    void leavesWhatWasBuiltAlone() throws IOException {
        Files.createDirectories(root.resolve("module/target"));
        write("module/target/notes.md", "`NoSuchThing`");

        assertThat(Docs.faults(root, Set.of())).isEmpty();
    }

    private void write(String name, String... lines) throws IOException {
        Files.writeString(root.resolve(name), String.join("\n", lines));
    }
}
