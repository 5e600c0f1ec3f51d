package io.deligate.registryservice.command;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts how commands end and what became of answers. */
public final class CommandMetrics {
    private final MeterRegistry meters;

    public CommandMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void ended(List<Commands.Ended> ended) {
        ended.forEach(each -> Counter.builder("deligate.registry.commands")
                .description("Commands that came to their end")
                .tag("action", String.valueOf(each.kind().action().code()))
                .tag("state", each.state().text())
                .register(meters)
                .increment());
    }

    void answered(Commands.Answered answered, int matchedAndUnmatched) {
        int odd = answered.late() + answered.repeated() + answered.unmatched();
        answers("matched", matchedAndUnmatched - odd);
        answers("late", answered.late());
        answers("repeated", answered.repeated());
        answers("unmatched", answered.unmatched());
        ended(answered.ended());
    }

    void unreadable() {
        answers("unreadable", 1);
    }

    private void answers(String result, int count) {
        Counter.builder("deligate.registry.command.answers")
                .description("Devices' answers to commands")
                .tag("result", result)
                .register(meters)
                .increment(count);
    }
}
