package io.deligate.protocol;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Writes the {@code data} of each message to a device. */
record DeviceData(JsonWriter json, Profile profile) implements ToDevice.Cases<JsonWriter> {
    @Override
    public JsonWriter reply(Reply message) {
        return outcome(json.object("data"), message.code(), message.msg()).end();
    }

    @Override
    public JsonWriter queryReply(QueryReply message) {
        outcome(json.object("data"), ReplyCode.OK, "")
                .number("status", message.status().code());
        GroupId groupId = message.groupId();
        if (groupId == null) {
            json.nothing(profile.groupId());
        } else {
            json.number(profile.groupId(), groupId.value());
        }
        return json.number("last_access", secondsOrZero(message.lastAccess()))
                .text("product_version", message.productVersion())
                .end();
    }

    @Override
    public JsonWriter firmwareReply(FirmwareReply message) {
        return outcome(json.object("data"), ReplyCode.OK, "")
                .text("version", message.version())
                .text("upgrade_type", message.upgradeType().wireName())
                .text("file_path", message.filePath().toString())
                .text("checksum", message.checksum())
                .end();
    }

    @Override
    public JsonWriter messageFault(MessageFault message) {
        return outcome(json.object("data").text("cmd", message.cmd()), message.code(), message.msg())
                .end();
    }

    @Override
    public JsonWriter remoteCommand(RemoteCommand message) {
        json.object("data").text("cmd", message.cmd());
        RawJson payload = message.payload();
        return (payload == null ? json.object("payload").end() : json.raw("payload", payload)).end();
    }

    @Override
    public JsonWriter logUpload(LogUpload message) {
        LogUpload.DropBox dropBox = message.dropBox();
        json.object("data").text("ftp_host", dropBox.host());
        if (dropBox.port() != null) {
            json.number("ftp_port", dropBox.port());
        }
        return json.textIfAny("ftp_user", dropBox.user())
                .textIfAny("ftp_password", dropBox.password())
                .textIfAny("ftp_path", dropBox.path())
                .textIfAny("log_start", isoDate(message.logStart()))
                .textIfAny("log_end", isoDate(message.logEnd()))
                .end();
    }

    @Override
    public JsonWriter firmwareNotice(FirmwareNotice message) {
        return json.object("data").text("version", message.version()).end();
    }

    @Override
    public JsonWriter groupNotice(GroupNotice message) {
        return json.object("data")
                .number(profile.groupId(), message.groupId().value())
                .text("name", message.name())
                .number("status", message.bound() ? 1 : 0)
                .end();
    }

    @Override
    public JsonWriter appNotice(AppNotice message) {
        return json.object("data")
                .number(profile.appId(), message.appId().value())
                .text("name", message.name())
                .text("icon", message.icon())
                .number("status", message.bound() ? 1 : 0)
                .end();
    }

    /** All members of the person are always there: firmware that does not check would fall over a missing one. */
    @Override
    public JsonWriter loginNotice(LoginNotice message) {
        LoginNotice.Person person = message.person();
        json.object("data")
                .number("status", message.status().code())
                .text("user_id", message.userId() == null ? "" : message.userId())
                .text("name", person.name())
                .text("mobile", person.mobile())
                .text("avatar", person.avatar());
        LoginNotice.Token token = message.token();
        if (token != null) {
            json.text("expire", Long.toString(token.expire().getEpochSecond())).text("token", token.value());
        }
        return json.end();
    }

    @Override
    public JsonWriter messageFromApp(MessageFromApp message) {
        return json.raw("data", message.data());
    }

    @CanIgnoreReturnValue
    private static JsonWriter outcome(JsonWriter data, ReplyCode code, String msg) {
        return data.number("code", code.code()).text("msg", msg);
    }

    private static long secondsOrZero(@Nullable Instant instant) {
        return instant == null ? 0 : instant.getEpochSecond();
    }

    private static @Nullable String isoDate(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }
}
