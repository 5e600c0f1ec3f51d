package io.deligate.protocol;

import org.jspecify.annotations.Nullable;

/** Everything a device can say to the platform. */
public sealed interface FromDevice
        permits ClockSync,
                DeviceReport,
                DeviceQuery,
                FirmwareQuery,
                UnbindRequest,
                Alarm,
                CommandAnswer,
                MessageToApp,
                StrayNotice,
                Unsupported {
    /** The mid to echo; null when the device gave none. */
    @Nullable
    Mid mid();

    /** The action as the device sent it. */
    int action();

    <R> R match(Cases<R> cases);

    /**
     * The message in an envelope. Sender, receiver and size are not judged here, see the checks of {@link Envelope};
     * that leaves their place in the order of A65 to the caller.
     */
    static FromDevice of(Envelope envelope) throws DeviceFault {
        Action action = Action.fromCode(envelope.action()).orElse(null);
        if (action == null) {
            return new Unsupported(envelope.mid(), envelope.action());
        }
        if (action.family() == ActionFamily.REQUEST) {
            DataReader.checkUniqueNames(envelope);
        }
        return switch (action) {
            case CLOCK_SYNC -> new ClockSync(envelope.mid());
            case DEVICE_REPORT -> DeviceReport.of(envelope);
            case DEVICE_QUERY -> new DeviceQuery(envelope.mid());
            case FIRMWARE_QUERY -> new FirmwareQuery(envelope.mid());
            case UNBIND_REQUEST -> new UnbindRequest(envelope.mid());
            case ALARM -> Alarm.of(envelope);
            case REMOTE_COMMAND, LOG_UPLOAD, LOG_UPLOAD_AS_207 -> CommandAnswer.of(envelope);
            case FIRMWARE_NOTICE, GROUP_NOTICE, APP_NOTICE, LOGIN_NOTICE ->
                new StrayNotice(envelope.mid(), envelope.action());
            case MESSAGE_TO_APP -> MessageToApp.of(envelope);
            case MESSAGE_FROM_APP -> new Unsupported(envelope.mid(), envelope.action());
        };
    }

    /** One method per message: a new message does not compile until every reader has decided about it. */
    interface Cases<R> {
        R clockSync(ClockSync message);

        R deviceReport(DeviceReport message);

        R deviceQuery(DeviceQuery message);

        R firmwareQuery(FirmwareQuery message);

        R unbindRequest(UnbindRequest message);

        R alarm(Alarm message);

        R commandAnswer(CommandAnswer message);

        R messageToApp(MessageToApp message);

        R strayNotice(StrayNotice message);

        R unsupported(Unsupported message);
    }
}
