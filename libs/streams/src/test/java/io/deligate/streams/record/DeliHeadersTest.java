package io.deligate.streams.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliHeadersTest {
    private final RecordHeaders headers = new RecordHeaders();

    @Test
    void readsWhatItWrote() {
        DeliHeaders.put(headers, DeliHeaders.EDGE, "edge-1");
        DeliHeaders.put(headers, DeliHeaders.EPOCH, "42");

        assertThat(DeliHeaders.text(headers, DeliHeaders.EDGE)).contains("edge-1");
        assertThat(DeliHeaders.number(headers, DeliHeaders.EPOCH)).hasValue(42);
    }

    @Test
    void writesPlainBytes() {
        DeliHeaders.put(headers, DeliHeaders.DUP, "true");

        assertThat(headers.lastHeader("deli-dup").value()).isEqualTo("true".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void takesTheLastOfSeveral() {
        DeliHeaders.put(headers, DeliHeaders.EPOCH, "1");
        DeliHeaders.put(headers, DeliHeaders.EPOCH, "2");

        assertThat(DeliHeaders.number(headers, DeliHeaders.EPOCH)).hasValue(2);
    }

    @Test
    void isEmptyWithoutTheHeaderOrItsValue() {
        headers.add(DeliHeaders.REASON, null);

        assertThat(DeliHeaders.text(headers, DeliHeaders.EDGE)).isEmpty();
        assertThat(DeliHeaders.text(headers, DeliHeaders.REASON)).isEmpty();
        assertThat(DeliHeaders.number(headers, DeliHeaders.REASON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.5", " 1", "99999999999999999999"})
    void takesNoOddNumber(String odd) {
        DeliHeaders.put(headers, DeliHeaders.EPOCH, odd);

        assertThat(DeliHeaders.number(headers, DeliHeaders.EPOCH)).isEmpty();
    }
}
