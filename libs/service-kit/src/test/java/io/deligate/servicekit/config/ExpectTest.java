package io.deligate.servicekit.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExpectTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                failure(() -> Expect.between("a", 5, 0, 4), "a: 5 (expected: 0..4)"),
                failure(() -> Expect.between("a", 1.5, 0.0, 1.0), "a: 1.5 (expected: 0.0..1.0)"),
                failure(() -> Expect.between("a", Double.NaN, 0.0, 1.0), "a: NaN (expected: 0.0..1.0)"),
                failure(() -> Expect.atLeast("a", 0, 1), "a: 0 (expected: >= 1)"),
                failure(() -> Expect.port("a", 65_536), "a: 65536 (expected: 0..65535)"),
                failure(() -> Expect.positive("a", Duration.ZERO), "a: 0s (expected: longer than 0s)"),
                failure(() -> Expect.positive("a", Duration.ofSeconds(-1)), "a: PT-1S (expected: longer than 0s)"),
                failure(() -> Expect.atLeast("a", ByteSize.ofKiB(1), ByteSize.ofMiB(1)), "a: 1KiB (expected: >= 1MiB)"),
                failure(() -> Expect.notBlank("a", " "), "a: \" \" (expected: a text that is not empty)"),
                failure(() -> Expect.that(false, "a", new Secret("x"), "y"), "a: *** (expected: y)"));
    }

    private static Arguments failure(ThrowingCallable check, String line) {
        return Arguments.of(check, line);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("failures")
    void aFailedCheckNamesKeyValueAndExpectation(ThrowingCallable check, String line) {
        assertThatThrownBy(check).isInstanceOf(ConfigException.class).hasMessage(line);
    }

    @Test
    void whatIsAsExpectedPasses() {
        assertThatCode(() -> {
                    Expect.between("a", 4, 0, 4);
                    Expect.atLeast("a", 1, 1);
                    Expect.port("a", 0);
                    Expect.positive("a", Duration.ofNanos(1));
                    Expect.notBlank("a", "x");
                })
                .doesNotThrowAnyException();
    }
}
