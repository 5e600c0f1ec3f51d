package io.deligate.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Figures EDGE =
            new Figures().put("cpu_s", 3).put("sent", 123_456).put("lost", 1);
    private static final Figures FLOOR =
            new Figures().put("cpu_s", 2).put("sent", 123_456).put("lost", 0);

    @Test
    void isOneLineWithTheSameFiguresThrice() throws Exception {
        String line = new Report("uplink", Map.of("cores", 2), EDGE, FLOOR).json();

        assertThat(line).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.fieldNames()).toIterable().containsExactly("bench", "conditions", "edge", "floor", "ratio");
        assertThat(json.get("bench").asText()).isEqualTo("uplink");
        assertThat(json.get("conditions").get("cores").asInt()).isEqualTo(2);
        for (String side : new String[] {"edge", "floor", "ratio"}) {
            assertThat(json.get(side).fieldNames()).toIterable().containsExactly("cpu_s", "sent", "lost");
        }
        assertThat(json.get("ratio").get("cpu_s").asDouble()).isEqualTo(1.5);
        assertThat(json.get("edge").get("sent").toString()).isEqualTo("123456");
    }

    @Test
    void aRatioByNothingIsNull() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new Report("uplink", Map.of(), EDGE, FLOOR).json());

        assertThat(json.get("ratio").get("lost").isNull()).isTrue();
    }

    @Test
    void refusesSidesThatTellDifferentThings() {
        assertThatThrownBy(() -> new Report("uplink", Map.of(), EDGE, new Figures().put("cpu_s", 1)))
                .hasMessageContaining("expected: the same of both");
    }

    @Test
    void theTableShowsEachFigureOnce() {
        assertThat(new Report("uplink", Map.of("cores", 2), EDGE, FLOOR).table())
                .anyMatch(line -> line.matches("cpu s +3\\.000 +2\\.000 +1\\.500"))
                .anyMatch(line -> line.matches("sent +123,456 +123,456 +1\\.000"))
                .contains("  cores: 2");
    }
}
