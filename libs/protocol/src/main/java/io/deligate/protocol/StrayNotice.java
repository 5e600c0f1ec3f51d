package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 202 to 205 sent by a device: only the platform sends these, so it is counted and has no effect (R62). */
public record StrayNotice(@Nullable Mid mid, int action) implements FromDevice {
    @Override
    public <R> R match(Cases<R> cases) {
        return cases.strayNotice(this);
    }
}
