package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"edge-1", "E", "a.b_c-9", "1234567890123456789012345678901234567890123456789012345678901234"})
    void takesWhatATopicNameMayHold(String id) {
        assertThat(new EdgeId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "ä", "a\n", "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void refusesEverythingElse(String id) {
        assertThatThrownBy(() -> new EdgeId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edge.id: " + id + " (expected: ");
    }

    @Test
    void isEqualByItsValue() {
        assertThat(new EdgeId("a")).isEqualTo(new EdgeId("a")).isNotEqualTo(new EdgeId("A"));
    }
}
