package io.deligate.protocol;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** 201: a device shall upload its logs of the given days by FTP (A58, R102). */
public record LogUpload(
        Mid mid,
        @Nullable String userId,
        DeviceId device,
        DropBox dropBox,
        @Nullable LocalDate logStart,
        @Nullable LocalDate logEnd)
        implements ToDevice {
    public LogUpload {
        UserId.check(userId);
        if (logStart != null && logEnd != null && logEnd.isBefore(logStart)) {
            throw BadValue.of("log_end", logEnd, "not before log_start " + logStart);
        }
    }

    /** Where the logs go; what is null is not sent. */
    public record DropBox(
            String host,
            @Nullable Integer port,
            @Nullable String user,
            @Nullable String password,
            @Nullable String path) {
        public DropBox {
            if (host.isEmpty()) {
                throw BadValue.of("ftp_host", host, "a host name or address");
            }
            if (port != null && (port < 1 || port > 65_535)) {
                throw BadValue.of("ftp_port", port, "1 to 65535");
            }
        }

        /** An anonymous drop box on the usual port. */
        public static DropBox anonymous(String host) {
            return new DropBox(host, null, null, null, null);
        }

        /** Without the credentials. */
        @Override
        public String toString() {
            return "DropBox[host=" + host + ", port=" + port + ", credentials=***]";
        }
    }

    @Override
    public String from() {
        return userId == null ? Envelope.SYSTEM : userId;
    }

    @Override
    public int action() {
        return Action.LOG_UPLOAD.code();
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.logUpload(this);
    }
}
