package io.deligate.protocol;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** 105: a device reports trouble of its own; any integer is an alarm code (A54, R89). */
public record Alarm(@Nullable Mid mid, long code, String msg) implements FromDevice {
    /** A longer text is cut (R90). */
    public static final int MAX_MSG = 1024;

    static Alarm of(Envelope envelope) throws DeviceFault {
        try (DataReader data = DataReader.of(envelope)) {
            Reading reading = new Reading(data);
            data.members(reading::member);
            if (reading.code == null) {
                throw data.bad("code", "an integer");
            }
            return new Alarm(envelope.mid(), reading.code, reading.msg);
        }
    }

    @Override
    public int action() {
        return Action.ALARM.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.alarm(this);
    }

    private static final class Reading {
        private final DataReader data;
        private @Nullable Long code;
        private String msg = "";

        Reading(DataReader data) {
            this.data = data;
        }

        void member(String member, JsonToken value) throws IOException, DeviceFault {
            switch (member) {
                case "code" -> code = data.integer(member, value);
                case "msg" -> {
                    String text = data.textOrNull(member, value);
                    // an alarm is worth more than its odd character, which the store could not hold
                    msg = text == null ? "" : Texts.cut(text, MAX_MSG).replace('\0', ' ');
                }
                default -> {
                    // passed over (R67)
                }
            }
        }
    }
}
