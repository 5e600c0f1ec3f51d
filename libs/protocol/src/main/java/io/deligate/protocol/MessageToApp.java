package io.deligate.protocol;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** 300: a device speaks to one cloud app or to all that are bound to it; {@code data} travels byte for byte (A66). */
public record MessageToApp(@Nullable Mid mid, Target target, String cmd, RawJson data) implements FromDevice {

    static MessageToApp of(Envelope envelope) throws DeviceFault {
        RawJson data = envelope.data();
        String cmd = data == null ? null : DataReader.cmd(data);
        if (data == null || cmd == null || cmd.isEmpty()) {
            throw envelope.fault(ReplyCode.UNDECODABLE, DataReader.NO_CMD);
        }
        String to = envelope.to();
        return new MessageToApp(envelope.mid(), to == null ? new AllApps() : new OneApp(to), cmd, data);
    }

    @Override
    public int action() {
        return Action.MESSAGE_TO_APP.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.messageToApp(this);
    }

    /** Whom the message is for. */
    public sealed interface Target permits AllApps, OneApp {
        <R> R match(Supplier<R> all, Function<OneApp, R> one);
    }

    /** No {@code to}: each app bound to the device gets a copy (A31, R115). */
    public record AllApps() implements Target {
        @Override
        public <R> R match(Supplier<R> all, Function<OneApp, R> one) {
            return all.get();
        }
    }

    /** The app a device named; the text need not be any app's id. */
    public record OneApp(String to) implements Target {
        /** The id, or empty when no app can have this name ({@code system} for one): code 102 (A31). */
        public Optional<AppId> id() {
            return AppId.parse(to);
        }

        @Override
        public <R> R match(Supplier<R> all, Function<OneApp, R> one) {
            return one.apply(this);
        }
    }
}
