package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.EnvelopeReader;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
    @Test
    void isAMessageOfTheProtocolAndAsLongAsOrdered() throws Exception {
        byte[] letter = Letter.fromDevice(300, 200).due(36_000_123_456_789L);

        assertThat(letter).hasSize(200);
        assertThat(EnvelopeReader.read(letter).mid()).hasToString("0000036000123456789");
        assertThat(EnvelopeReader.read(letter).action()).isEqualTo(300);
        assertThat(Letter.toDevice("BENCH1_1", 200).due(1)).hasSize(200);
    }

    @Test
    void tellsWhenItWasDue() {
        byte[] letter = Letter.toDevice("BENCH1_1", 200).due(Long.MAX_VALUE);

        assertThat(Letter.dueOf(letter)).isEqualTo(Long.MAX_VALUE);
        assertThat(Letter.dueOf(Unpooled.wrappedBuffer(letter))).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"mid\":\"1\"}", "{\"mid\":\"00000000000000000x1\"}", "\"mid\":\""})
    void tellsNothingOfAnotherMessage(String text) {
        assertThat(Letter.dueOf(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
    }
}
