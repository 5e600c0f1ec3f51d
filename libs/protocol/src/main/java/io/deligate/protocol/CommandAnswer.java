package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** 200, 201 or 207 from a device: what became of a command. Matched by device, command action and mid (A56). */
public record CommandAnswer(
        @Nullable Mid mid,
        int action,
        long code,
        @Nullable String cmd,
        @Nullable RawJson payload,
        @Nullable String msg) implements FromDevice {

    static CommandAnswer of(Envelope envelope) throws DeviceFault {
        try (DataReader data = DataReader.of(envelope)) {
            Reading reading = new Reading(data);
            data.members(reading::member);
            if (reading.code == null) {
                throw data.bad("code", "an integer");
            }
            return new CommandAnswer(
                    envelope.mid(), envelope.action(), reading.code, reading.cmd, reading.payload, reading.msg);
        }
    }

    /** The action of the command this answers: 207 is an old spelling of 201 (R103). */
    public Action commandAction() {
        return action == Action.REMOTE_COMMAND.code() ? Action.REMOTE_COMMAND : Action.LOG_UPLOAD;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.commandAnswer(this);
    }

    private static final class Reading {
        private final DataReader data;
        private @Nullable Long code;
        private @Nullable String cmd;
        private @Nullable RawJson payload;
        private @Nullable String msg;

        Reading(DataReader data) {
            this.data = data;
        }

        void member(String member, JsonToken value) throws IOException, DeviceFault {
            switch (member) {
                case "code" -> code = data.integer(member, value);
                case "cmd" -> cmd = textOrNothing(member, value);
                case "payload" -> payload = data.raw();
                case "msg" -> msg = textOrNothing(member, value);
                default -> {
                    // passed over (R67)
                }
            }
        }

        /** An answer is not refused for the text around its outcome: nobody would tell the device (A56). */
        private @Nullable String textOrNothing(String member, JsonToken value) throws IOException, DeviceFault {
            String text = value == JsonToken.VALUE_STRING ? data.textOrNull(member, value) : null;
            return text == null ? null : text.replace('\0', ' ');
        }
    }
}
