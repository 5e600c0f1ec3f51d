package io.deligate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void takesMoreLoopbackAddressesForMoreConnectionsThanOneHasPorts() {
        Target target = Target.plain("127.0.0.1:1883");
        assertThat(target.fromLoopbacks(20_000).sources()).isEmpty();
        assertThat(target.fromLoopbacks(50_000).sources())
                .extracting(Object::toString)
                .containsExactly("/127.0.1.1", "/127.0.1.2", "/127.0.1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:66000", "a b:1883"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Target.plain(text)).hasMessageContaining("(expected: host:port)");
    }
}
