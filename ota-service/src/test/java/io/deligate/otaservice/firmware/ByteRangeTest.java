package io.deligate.otaservice.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R83")
class ByteRangeTest {
    private static final long SIZE = 100;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=10-, 10, 90",
        "bytes=-1, 99, 1",
        "bytes=-500, 0, 100",
        "bytes=90-500, 90, 10",
        "bytes=0-99999999999999999999, 0, 100",
        "bytes=1-99999999999999999999, 1, 99",
        "bytes=-99999999999999999999, 0, 100",
        "Bytes = 5-6, 5, 2"
    })
    void isThePartThatIsAskedFor(String header, long from, long length) {
        assertThat(ByteRange.of(header, SIZE)).hasValue(new ByteRange(from, length));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"})
    void isTheWholeFileWhenTheHeaderSaysNothingUseful(@Nullable String header) {
        assertThat(ByteRange.of(header, SIZE)).isEmpty();
    }

    @Test
    void behindTheEndThereIsNothing() {
        assertThat(ByteRange.of("bytes=100-", SIZE).orElseThrow().isSatisfiable())
                .isFalse();
        assertThat(ByteRange.of("bytes=100-200", SIZE).orElseThrow().isSatisfiable())
                .isFalse();
        assertThat(ByteRange.of("bytes=99999999999999999999-", SIZE)
                        .orElseThrow()
                        .isSatisfiable())
                .isFalse();
        assertThat(ByteRange.of("bytes=-0", SIZE).orElseThrow().isSatisfiable()).isFalse();
    }

    /** Finished at once: with a pattern that goes back it takes minutes. */
    @Test
    void aLongHeaderIsReadInOneGo() {
        assertThat(ByteRange.of("bytes=" + " ".repeat(1 << 20) + "x", SIZE)).isEmpty();
    }
}
