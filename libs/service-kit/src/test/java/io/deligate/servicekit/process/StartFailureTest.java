package io.deligate.servicekit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartFailureTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        new BindException("Address already in use"),
                        "port 883 is in use (expected: a free port; set DELIGATE_MQTT_PORT)"),
                Arguments.of(
                        new IOException("bind(..) failed with error(-98): Address already in use"),
                        "port 883 is in use (expected: a free port; set DELIGATE_MQTT_PORT)"),
                Arguments.of(
                        new BindException("Permission denied"),
                        "port 883 is not allowed (expected: 1024 or higher; set DELIGATE_MQTT_PORT)"),
                Arguments.of(
                        new BindException("Cannot assign requested address"),
                        "cannot listen on 10.0.0.1:883: Cannot assign requested address "
                                + "(expected: an address of this host)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusedPortSaysWhatWouldHelp(Throwable cause, String line) {
        Throwable failure = StartFailure.onBind("10.0.0.1", 883, "DELIGATE_MQTT_PORT")
                .apply(cause)
                .cause();

        assertThat(failure).isInstanceOf(StartFailure.class).hasMessage(line).hasCause(cause);
        assertThat(StartFailure.of("mqtt", failure)).isSameAs(failure);
        assertThat(StartFailure.of("mqtt", failure).isForeseen()).isTrue();
    }

    @Test
    void whatHasNothingToDoWithThePortStaysAsItIs() {
        IOException cause = new IOException("certificate expired");

        assertThat(StartFailure.onBind("10.0.0.1", 883, "X").apply(cause).cause())
                .isSameAs(cause);
    }

    @Test
    void aLineThatSaysWhatWasExpectedSaysAll() {
        IOException cause = new IOException("no broker (expected: one)");

        assertThat(StartFailure.of("kafka", cause)).hasMessage("kafka: no broker (expected: one)");
        assertThat(StartFailure.of("kafka", cause).isForeseen()).isTrue();
    }

    @Test
    void whatWasNotForeseenKeepsItsCauseAndNamesThePart() {
        IOException cause = new IOException("reset");
        StartFailure failure = StartFailure.of("kafka", new ExecutionException(new CompletionException(cause)));

        assertThat(failure).hasMessage("kafka: reset").hasCause(cause);
        assertThat(failure.isForeseen()).isFalse();
    }
}
