package io.deligate.rolloutgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
    private static final int DEVICES = 100_000;

    @ParameterizedTest
    @CsvSource({
        "r-0001, SN00000001, 9761",
        "r-0001, SN00000002, 2419",
        "r-0002, SN00000001, 4865",
        "r-0001, sn00000001, 3737",
        "r-0001, 设备-42, 669",
        "r-0001, '', 9262"
    })
    void areTheOnesOfTheVectors(String seed, String device, int bucket) {
        assertThat(Buckets.of(seed, device)).isEqualTo(bucket);
    }

    @Test
    void areEvenlyFilledBySerialNumbers() {
        int[] cells = new int[100];
        devices().forEach(device -> cells[Buckets.of("r-0001", device) / 100]++);

        // 99 degrees of freedom: 149 is passed once in a thousand draws, and this draw is always the same
        assertThat(chiSquare(cells, DEVICES / 100.0)).isLessThan(149);
    }

    @Test
    void ofTwoSeedsHaveNothingInCommon() {
        int[] cells = new int[100];
        devices()
                .forEach(device ->
                        cells[Buckets.of("r-0001", device) / 1_000 * 10 + Buckets.of("r-0002", device) / 1_000]++);

        assertThat(chiSquare(cells, DEVICES / 100.0)).isLessThan(149);
    }

    @Test
    void sayNothingAboutThePlaceInsideTheWindow() {
        int[] cells = new int[100];
        devices().filter(device -> Buckets.of("r-0001", device) < 1_000).forEach(device -> {
            cells[HashDomain.PACE.below(7_200, "r-0001", device) / 72]++;
        });
        double each = IntStream.of(cells).sum() / 100.0;

        assertThat(chiSquare(cells, each)).isLessThan(149);
    }

    @Test
    void sayNothingAboutJitter() {
        int[] cells = new int[100];
        devices()
                .forEach(device -> cells[
                        Buckets.of("r-0001", device) / 1_000 * 10 + HashDomain.JITTER.below(10, "r-0001", device)]++);

        assertThat(chiSquare(cells, DEVICES / 100.0)).isLessThan(149);
    }

    @Test
    void ofSameLookingIdsAreApart() {
        assertThat(Buckets.of("a", "b\u001Fc")).isNotEqualTo(Buckets.of("ab", "c"));
    }

    private static Stream<String> devices() {
        return IntStream.range(0, DEVICES).mapToObj(number -> "SN%08d".formatted(number));
    }

    private static double chiSquare(int[] cells, double expected) {
        return IntStream.of(cells)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }
}
