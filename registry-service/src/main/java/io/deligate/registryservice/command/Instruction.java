package io.deligate.registryservice.command;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.LogUpload;
import io.deligate.protocol.LoginNotice;
import io.deligate.protocol.Mid;
import io.deligate.protocol.RawJson;
import io.deligate.protocol.RemoteCommand;
import io.deligate.protocol.ToDevice;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What a command tells the device. */
public sealed interface Instruction {
    CommandKind kind();

    /** The message that says it, from the user or, without one, from the platform (A38). */
    ToDevice message(Mid mid, @Nullable String userId, DeviceId device);

    /** 200: do what product and platform have agreed on under that name. */
    record Control(String cmd, @Nullable RawJson payload) implements Instruction {
        @Override
        public CommandKind kind() {
            return CommandKind.CONTROL;
        }

        @Override
        public ToDevice message(Mid mid, @Nullable String userId, DeviceId device) {
            return new RemoteCommand(mid, userId, device, cmd, payload);
        }
    }

    /**
     * 201: upload the logs of those days, all there are when both are null.
     *
     * @param dropBox where to; null = to the platform, which has to be said before it is a message
     */
    record UploadLogs(
            LogUpload.@Nullable DropBox dropBox,
            @Nullable LocalDate first,
            @Nullable LocalDate last) implements Instruction {
        @Override
        public CommandKind kind() {
            return CommandKind.LOG_UPLOAD;
        }

        @Override
        public ToDevice message(Mid mid, @Nullable String userId, DeviceId device) {
            if (dropBox == null) {
                throw new IllegalStateException("dropBox: none (expected: one by now)");
            }
            return new LogUpload(mid, userId, device, dropBox, first, last);
        }

        /** The same to that place. */
        UploadLogs into(LogUpload.DropBox place) {
            return new UploadLogs(place, first, last);
        }
    }

    /** 205: how far somebody has come in logging in. */
    record Login(LoginNotice.Status status, LoginNotice.Person person, LoginNotice.@Nullable Token token)
            implements Instruction {
        @Override
        public CommandKind kind() {
            return CommandKind.LOGIN_NOTICE;
        }

        @Override
        public ToDevice message(Mid mid, @Nullable String userId, DeviceId device) {
            return new LoginNotice(mid, userId, device, status, person, token);
        }
    }
}
