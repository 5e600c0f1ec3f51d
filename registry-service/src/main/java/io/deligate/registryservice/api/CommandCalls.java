package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ReplyCode;
import io.deligate.registryservice.command.Command;
import io.deligate.registryservice.command.CommandDesk;
import io.deligate.registryservice.command.CommandId;
import io.deligate.registryservice.command.CommandRefused;
import io.deligate.registryservice.logdrop.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.file.FileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls about remote commands. */
public final class CommandCalls implements Calls {
    private static final int LONGEST_WAIT = 60;

    private final CommandDesk desk;
    private final FileSystem fileSystem;
    private final CommandOrders orders = new CommandOrders(Contract.load());

    public CommandCalls(CommandDesk desk, FileSystem fileSystem) {
        this.desk = desk;
        this.fileSystem = fileSystem;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("sendCommand", this::send);
        operations.add("listCommands", this::list);
        operations.add("getCommand", this::get);
        operations.add("listCommandFiles", this::files);
        operations.add("getCommandFile", this::file);
    }

    private Future<Answer> send(Request request) {
        DeviceId device = device(request);
        return desk.order(orders.read(device, request), request.actor())
                .recover(CommandCalls::explained)
                .map(command -> Lists.one(202, command, CommandCalls::writeQueued)
                        .with("Location", "/v1/commands/" + command.id()));
    }

    private Future<Answer> list(Request request) {
        DeviceId device = device(request);
        Query query = request.query();
        PageRequest page = query.pageByNumber();
        query.end();
        return desk.list(device, page)
                .map(found -> Lists.page(found.orElseThrow(CommandCalls::noDevice), CommandCalls::write));
    }

    private Future<Answer> get(Request request) {
        CommandId id = CommandId.parse(request.path("command_id")).orElseThrow(CommandCalls::noCommand);
        Query query = request.query();
        Integer wait = query.value("wait_s", "1 to " + LONGEST_WAIT, CommandCalls::seconds);
        query.end();
        return (wait == null ? desk.find(id) : desk.await(id, Duration.ofSeconds(wait)))
                .recover(CommandCalls::explained)
                .map(found -> Lists.one(200, found.orElseThrow(CommandCalls::noCommand), CommandCalls::write)
                        .with("Cache-Control", "no-store"));
    }

    private Future<Answer> files(Request request) {
        return uploaded(request).map(files -> Lists.page(new Page<>(files, null), CommandCalls::writeFile));
    }

    private Future<Answer> file(Request request) {
        String name = request.path("name");
        return uploaded(request)
                .map(files -> files.stream()
                        .filter(file -> file.name().equals(name))
                        .findFirst()
                        .map(file -> Download.of(fileSystem, file.name(), file.path()))
                        .orElseThrow(() -> CallerFault.notFound("this file")));
    }

    private Future<List<StoredFile>> uploaded(Request request) {
        CommandId id = CommandId.parse(request.path("command_id")).orElseThrow(CommandCalls::noCommand);
        return desk.files(id).map(found -> found.orElseThrow(CommandCalls::noCommand));
    }

    private static DeviceId device(Request request) {
        return DeviceId.parse(request.path("id")).orElseThrow(CommandCalls::noDevice);
    }

    private static CallerFault noDevice() {
        return CallerFault.notFound("this device");
    }

    private static CallerFault noCommand() {
        return CallerFault.notFound("this command");
    }

    private static <T> Future<T> explained(Throwable cause) {
        return Future.failedFuture(cause instanceof CommandRefused refused ? fault(refused.reason()) : cause);
    }

    private static CallerFault fault(CommandRefused.Reason reason) {
        return switch (reason) {
            case UNKNOWN_DEVICE -> noDevice();
            case UNSUPPORTED ->
                CallerFault.unprocessable("unsupported-action", "action: not in the list of the device's product")
                        .withCode(ReplyCode.UNSUPPORTED.code());
            case NO_LOG_INTAKE ->
                CallerFault.unprocessable(
                        "no-log-intake", "ftp_host: missing (expected: a host, since no logs are taken in here)");
            case OFFLINE ->
                CallerFault.conflict("offline", "the device is offline; nothing was sent", ReplyCode.NO_TARGET.code());
            case TOO_MANY_WAIT ->
                new CallerFault(Problem.of(503, "too-many-wait", "too many calls wait; ask without wait_s"));
        };
    }

    private static Optional<Integer> seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            return seconds >= 1 && seconds <= LONGEST_WAIT ? Optional.of(seconds) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static void writeQueued(Command command, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("command_id", command.id().toString());
        out.writeStringField("mid", command.mid());
        out.writeStringField("state", command.state().text());
        out.writeEndObject();
    }

    private static void write(Command command, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("command_id", command.id().toString());
        out.writeStringField("device_id", command.device().value());
        out.writeNumberField("action", command.kind().action().code());
        writeText("cmd", command.cmd(), out);
        writeText("user_id", command.userId(), out);
        out.writeStringField("mid", command.mid());
        out.writeStringField("state", command.state().text());
        Command.Outcome outcome = command.outcome();
        if (outcome == null) {
            out.writeNullField("code");
        } else {
            out.writeNumberField("code", outcome.code());
        }
        writeText("msg", outcome == null ? null : outcome.msg(), out);
        Command.Answer answer = command.answer();
        out.writeFieldName("response");
        out.writeRawValue(answer == null || answer.data() == null ? "null" : answer.data());
        out.writeNumberField("response_bytes", answer == null ? 0 : answer.bytes());
        out.writeBooleanField("late", answer != null && answer.late());
        out.writeStringField("created_at", command.createdAt().toString());
        out.writeStringField("deadline", command.deadline().toString());
        writeText("ended_at", outcome == null ? null : outcome.at().toString(), out);
        out.writeEndObject();
    }

    private static void writeFile(StoredFile file, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", file.name());
        out.writeNumberField("size", file.size());
        out.writeStringField("uploaded_at", file.uploadedAt().toString());
        out.writeEndObject();
    }

    private static void writeText(String name, @Nullable String text, JsonGenerator out) throws IOException {
        if (text == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, text);
        }
    }
}
