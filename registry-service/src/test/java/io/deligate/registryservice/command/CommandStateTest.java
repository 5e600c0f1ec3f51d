package io.deligate.registryservice.command;

import static io.deligate.registryservice.command.CommandState.DELIVERED;
import static io.deligate.registryservice.command.CommandState.FAILED;
import static io.deligate.registryservice.command.CommandState.QUEUED;
import static io.deligate.registryservice.command.CommandState.SENT;
import static io.deligate.registryservice.command.CommandState.SUCCEEDED;
import static io.deligate.registryservice.command.CommandState.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandStateTest {
    /** What each open state becomes by each signal, in the order in which the signals are declared. */
    private static final Map<CommandState, List<CommandState>> TABLE = Map.of(
            QUEUED, List.of(SENT, DELIVERED, FAILED, SUCCEEDED, FAILED, TIMED_OUT),
            SENT, List.of(SENT, DELIVERED, FAILED, SUCCEEDED, FAILED, TIMED_OUT),
            DELIVERED, List.of(DELIVERED, DELIVERED, DELIVERED, SUCCEEDED, FAILED, TIMED_OUT));

    static Stream<Arguments> all() {
        return Stream.of(CommandState.values())
                .flatMap(state -> Stream.of(Signal.values()).map(signal -> Arguments.of(state, signal)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachSignalLeadsWhereTheTableSaysAndAnEndIsAnEnd(CommandState state, Signal signal) {
        List<CommandState> row = TABLE.get(state);
        assertThat(state.after(signal)).isEqualTo(row == null ? state : row.get(signal.ordinal()));
        assertThat(state.isEnd()).isEqualTo(row == null);
    }

    @ParameterizedTest
    @MethodSource("all")
    void noSignalLeadsBack(CommandState state, Signal signal) {
        assertThat(state.after(signal)).isGreaterThanOrEqualTo(state);
        assertThat(state.after(signal).after(signal)).isEqualTo(state.after(signal));
    }

    @ParameterizedTest
    @EnumSource(CommandState.class)
    void aStateIsReadFromItsWrittenForm(CommandState state) {
        assertThat(CommandState.parse(state.text())).contains(state);
        assertThat(CommandState.parse(state.name())).isEmpty();
    }

    @Test
    void onlyACommandWithoutAnAnswerIsDoneByBeingDelivered() {
        assertThat(CommandKind.CONTROL.read(Signal.DELIVERED)).isEqualTo(Signal.DELIVERED);
        assertThat(CommandKind.LOG_UPLOAD.read(Signal.DELIVERED)).isEqualTo(Signal.DELIVERED);
        assertThat(CommandKind.LOGIN_NOTICE.read(Signal.DELIVERED)).isEqualTo(Signal.DONE);
        assertThat(CommandKind.LOGIN_NOTICE.read(Signal.UNDELIVERABLE)).isEqualTo(Signal.UNDELIVERABLE);
    }
}
