package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** An action devices cannot use, 301 among them; answered with code 106 (R61, R62). */
public record Unsupported(@Nullable Mid mid, int action) implements FromDevice {
    @Override
    public <R> R match(Cases<R> cases) {
        return cases.unsupported(this);
    }
}
