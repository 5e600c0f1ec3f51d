package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProtocolDocumentTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- ([\\w-]+)\\.json -->\n```json\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void showsEachGoldenFileAsItIs() throws IOException {
        String document = Files.readString(Path.of("../../docs/protocol.md"));

        Map<String, String> shown = EXAMPLE.matcher(document)
                .results()
                .collect(Collectors.toMap(example -> example.group(1), (MatchResult example) -> example.group(2)));

        assertThat(shown).containsOnlyKeys(Golden.names());
        assertThat(shown)
                .allSatisfy((name, json) ->
                        assertThat(json).as(name).isEqualTo(new String(Golden.bytes(name), StandardCharsets.UTF_8)));
    }

    @Test
    void everyExampleSaysWhichFileItIs() throws IOException {
        String document = Files.readString(Path.of("../../docs/protocol.md"));
        assertThat(document.split("```json", -1).length - 1)
                .isEqualTo(EXAMPLE.matcher(document).results().count());
    }
}
