package io.deligate.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.config.ConfigException;
import io.deligate.streams.consume.RecordHandler;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    /** Nobody listens there: what leaves is lost, and nothing else changes. */
    private final Tracing tracing =
            Tracing.open(new TracingConfig(URI.create("http://127.0.0.1:9/v1/traces"), 1), "test");

    @AfterEach
    void close() {
        var unused = tracing.close();
    }

    private static Headers headers(String traceparent) {
        return new RecordHeaders().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
    }

    private static String parent(Headers headers) {
        return new String(headers.lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
    }

    @Test
    void aStepGoesOnWithTheTraceItIsGivenAndNamesItself() {
        Headers headers = headers(PARENT);
        tracing.consume("step", headers).end();
        assertThat(parent(headers))
                .startsWith("00-" + TRACE + "-")
                .endsWith("-01")
                .isNotEqualTo(PARENT);
        assertThat(headers.headers("traceparent")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01"})
    void whatIsNoTraceBeginsANewOne(String traceparent) {
        Headers headers = headers(traceparent);
        tracing.produce("step", headers).end();
        assertThat(parent(headers))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                .doesNotContain("00-0000000000");
    }

    @Test
    void whatOthersChoseNotToTraceIsNotTraced() {
        Headers headers = headers("00-" + TRACE + "-b7ad6b7169203331-00");
        tracing.consume("step", headers).end();
        assertThat(parent(headers)).startsWith("00-" + TRACE).endsWith("-00");
    }

    @Test
    void offItChangesNothing() {
        Tracing off = Tracing.open(TracingConfig.defaults(), "test");
        Headers headers = headers(PARENT);
        off.consume("step", headers).about("a", "b").end();
        RecordHandler handler = record -> Future.succeededFuture();
        assertThat(parent(headers)).isEqualTo(PARENT);
        assertThat(off.around("step", handler)).isSameAs(handler);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "grpc://collector:4317", "http:/v1/traces"})
    void refusesWhatIsNoCollector(String endpoint) {
        assertThatThrownBy(() -> new TracingConfig(URI.create(endpoint), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tracing.endpoint")
                .hasMessageContaining("http://collector:4318/v1/traces");
    }
}
