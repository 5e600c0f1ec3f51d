package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 100: a device asks for the time. */
public record ClockSync(@Nullable Mid mid) implements FromDevice {
    @Override
    public int action() {
        return Action.CLOCK_SYNC.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.clockSync(this);
    }
}
