package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** 104: a device asks to be released from its organisation. */
public record UnbindRequest(@Nullable Mid mid) implements FromDevice {
    @Override
    public int action() {
        return Action.UNBIND_REQUEST.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.unbindRequest(this);
    }
}
