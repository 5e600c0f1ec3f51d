package io.deligate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shortest benchmark there is, on the real parts. */
class UplinkIT {
    @Test
    void measuresEdgeAndFloorAlikeAndAccountsForEveryMessage() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int code = BenchCommand.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("uplink", "--seconds", "2", "--warmup", "1", "--connections", "20", "--rate", "200");

        assertThat(code).as(err.toString()).isZero();
        JsonNode line = new ObjectMapper()
                .readTree(out.toString()
                        .lines()
                        .reduce((one, more) -> "two lines")
                        .orElse(""));
        assertThat(line.get("bench").asText()).isEqualTo("uplink");
        assertThat(line.get("conditions").get("connections").asInt()).isEqualTo(20);
        List<String> figures = names(line.get("edge"));
        assertThat(figures).contains("messages_per_s", "p50_ms", "p99_ms", "cpu_s_per_million");
        assertThat(names(line.get("floor"))).isEqualTo(figures);
        assertThat(names(line.get("ratio"))).isEqualTo(figures);
        for (String side : List.of("edge", "floor")) {
            JsonNode one = line.get(side);
            assertThat(one.get("sent").asLong()).as(side).isPositive();
            assertThat(one.get("done").asLong())
                    .as(side)
                    .isEqualTo(one.get("sent").asLong());
            assertThat(one.get("unsent").asLong()).as(side).isZero();
            assertThat(one.get("lost_connections").asLong()).as(side).isZero();
            assertThat(one.get("cpu_s_per_million").asDouble()).as(side).isPositive();
        }
        assertThat(err.toString()).contains("cpu s per million").contains("edge: measuring 1/1 s");
        assertThat(ProcessHandle.current().descendants())
                .as("processes that are left")
                .isEmpty();
    }

    private static List<String> names(JsonNode figures) {
        List<String> names = new ArrayList<>();
        figures.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
