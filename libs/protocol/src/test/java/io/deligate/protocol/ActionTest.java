package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest {
    @ParameterizedTest
    @CsvSource({
        "100, REQUEST",
        "101, REQUEST",
        "102, REQUEST",
        "103, REQUEST",
        "104, REQUEST",
        "105, REQUEST",
        "200, COMMAND_ANSWER",
        "201, COMMAND_ANSWER",
        "207, COMMAND_ANSWER",
        "202, IGNORED",
        "203, IGNORED",
        "204, IGNORED",
        "205, IGNORED",
        "300, MESSAGE"
    })
    void routesByTheExactNumber(int action, ActionFamily family) {
        assertThat(ActionFamily.of(action)).isEqualTo(family);
    }

    @Tag("R61")
    @Tag("R62")
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                -1,
                1,
                99,
                106,
                199,
                206,
                208,
                299,
                301,
                302,
                400,
                402,
                500,
                999,
                Integer.MIN_VALUE,
                Integer.MAX_VALUE
            })
    void supportsNoOtherActionFromDevices(int action) {
        assertThat(ActionFamily.of(action)).isEqualTo(ActionFamily.UNSUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void findsEachActionByItsCode(Action action) {
        assertThat(Action.fromCode(action.code())).contains(action);
    }

    @Test
    void labelsFamiliesForMetrics() {
        assertThat(ActionFamily.values())
                .extracting(ActionFamily::label)
                .containsExactly("1xx", "2xx", "3xx", "ignored", "unsupported");
    }
}
