package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.LogUpload;
import io.deligate.protocol.LoginNotice;
import io.deligate.protocol.RawJson;
import io.deligate.registryservice.command.CommandKind;
import io.deligate.registryservice.command.CommandOrder;
import io.deligate.registryservice.command.Instruction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads orders of commands; what {@code data} may hold is up to the action. */
final class CommandOrders {
    private static final long LAST_SECOND = 253_402_300_799L;

    private final Schema control;
    private final Schema logUpload;
    private final Schema login;

    CommandOrders(Contract contract) {
        this.control = contract.schema("ControlData");
        this.logUpload = contract.schema("LogUploadData");
        this.login = contract.schema("LoginData");
    }

    /** Throws {@link CallerFault} when the order is not what the contract says. */
    CommandOrder read(DeviceId device, Request request) {
        JsonBody body = request.body();
        String userId = body.parsedOrNull("user_id", Optional::of);
        CommandKind kind = CommandKind.of((int) body.integer("action")).orElseThrow(() -> body.bad("action"));
        Duration timeout = Duration.ofSeconds(body.integer("timeout_s"));
        return switch (kind) {
            case CONTROL -> new CommandOrder(device, userId, control(body, request), timeout);
            case LOG_UPLOAD -> new CommandOrder(device, userId, logUpload(body.nested("data", logUpload)), timeout);
            case LOGIN_NOTICE -> {
                JsonBody data = body.nested("data", login);
                yield new CommandOrder(device, loginUser(userId, data), login(data), timeout);
            }
        };
    }

    private Instruction control(JsonBody body, Request request) {
        JsonBody data = body.nested("data", control);
        RawJson payload = data.has("payload") ? request.raw("data", "payload").orElse(null) : null;
        return new Instruction.Control(data.text("cmd"), payload);
    }

    private static Instruction logUpload(JsonBody data) {
        LocalDate first = day(data, "log_start");
        LocalDate last = day(data, "log_end");
        if (first != null && last != null && last.isBefore(first)) {
            throw data.bad("log_end");
        }
        return new Instruction.UploadLogs(dropBox(data), first, last);
    }

    /** Null when the caller names no server. */
    private static LogUpload.@Nullable DropBox dropBox(JsonBody data) {
        String host = data.parsedOrNull("ftp_host", Optional::of);
        if (host == null) {
            for (String field : List.of("ftp_port", "ftp_user", "ftp_password", "ftp_path")) {
                if (data.has(field)) {
                    throw data.bad("ftp_host");
                }
            }
            return null;
        }
        return new LogUpload.DropBox(
                host,
                data.json().getInteger("ftp_port"),
                data.parsedOrNull("ftp_user", Optional::of),
                data.parsedOrNull("ftp_password", Optional::of),
                data.parsedOrNull("ftp_path", Optional::of));
    }

    private static @Nullable String loginUser(@Nullable String userId, JsonBody data) {
        String named = data.parsedOrNull("user_id", Optional::of);
        if (named != null && userId != null && !named.equals(userId)) {
            throw data.bad("user_id");
        }
        return named == null ? userId : named;
    }

    private static Instruction login(JsonBody data) {
        LoginNotice.Status status = status((int) data.integer("status")).orElseThrow(() -> data.bad("status"));
        boolean confirmed = status == LoginNotice.Status.CONFIRMED;
        for (String field : List.of("token", "expire")) {
            if (data.has(field) != confirmed) {
                throw data.bad(field);
            }
        }
        return new Instruction.Login(
                status,
                new LoginNotice.Person(data.text("name"), data.text("mobile"), data.text("avatar")),
                confirmed ? new LoginNotice.Token(data.text("token"), expire(data)) : null);
    }

    /** Whole seconds, as a number or, as the device gets them, as a text (A63). */
    private static Instant expire(JsonBody data) {
        try {
            long seconds = Long.parseLong(String.valueOf(data.json().getValue("expire")));
            if (seconds > 0 && seconds <= LAST_SECOND) {
                return Instant.ofEpochSecond(seconds);
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw data.bad("expire");
    }

    private static Optional<LoginNotice.Status> status(int code) {
        for (LoginNotice.Status status : LoginNotice.Status.values()) {
            if (status.code() == code) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** Null when it is absent, null or empty: the document makes no difference. */
    private static @Nullable LocalDate day(JsonBody data, String name) {
        String text = data.parsedOrNull(name, Optional::of);
        try {
            return text == null || text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeParseException notADay) {
            throw data.bad(name);
        }
    }
}
