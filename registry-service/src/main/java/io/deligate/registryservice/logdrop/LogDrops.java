package io.deligate.registryservice.logdrop;

import io.deligate.apiaccess.KeyHash;
import io.deligate.protocol.LogUpload;
import io.deligate.servicekit.logging.LogKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in the logs of devices: makes an account for each upload, serves it by FTP, and keeps the files for a while. */
public final class LogDrops {
    private static final Logger log = LoggerFactory.getLogger(LogDrops.class);
    private static final Duration TIDY = Duration.ofMinutes(10);
    private static final int USER_BYTES = 8;
    private static final int PASSWORD_BYTES = 12;

    private final Vertx vertx;
    private final FtpConfig config;
    private final KeyHash hash;
    private final Clock clock;
    private final DropFolders folders;
    private final FtpIntake intake;
    private final SecureRandom random = new SecureRandom();
    private volatile int port;
    private long timer;

    public LogDrops(
            Vertx vertx, FtpConfig config, DropAccounts accounts, KeyHash hash, Clock clock, DropMetrics metrics) {
        this.vertx = vertx;
        this.config = config;
        this.hash = hash;
        this.clock = clock;
        this.folders = new DropFolders(config);
        this.intake = new FtpIntake(config, new DropUsers(accounts, hash, metrics), folders, metrics);
    }

    /** What a device needs for its upload, and what is kept of it. */
    public record Offer(DropAccount account, LogUpload.DropBox dropBox) {}

    /** Succeeds with the port when devices can log in; fails when it cannot be had. */
    public Future<Integer> start() {
        return vertx.executeBlocking(
                        () -> {
                            Files.createDirectories(config.folder());
                            return intake.start();
                        },
                        false)
                .onSuccess(opened -> {
                    port = opened;
                    timer = vertx.setPeriodic(0, TIDY.toMillis(), tick -> tidy());
                });
    }

    /** Succeeds when no upload is under way any more. */
    public Future<Void> stop() {
        var unused = vertx.cancelTimer(timer);
        return vertx.executeBlocking(
                () -> {
                    intake.stop();
                    return null;
                },
                false);
    }

    /** Where devices upload to, as they see it. */
    public String address() {
        return "ftp://" + config.advertisedHost() + ":" + port;
    }

    /** A fresh account, which works once it is stored. */
    public Offer offer() {
        String user = "log" + hex(USER_BYTES);
        String password = hex(PASSWORD_BYTES);
        return new Offer(
                new DropAccount(user, hash.of(password), config.expiry()),
                new LogUpload.DropBox(config.advertisedHost(), port, user, password, null));
    }

    /** Succeeds with the files of the account, in the order of their names. */
    public Future<List<StoredFile>> files(String user) {
        return vertx.executeBlocking(() -> folders.of(user).files(), false);
    }

    private String hex(int bytes) {
        byte[] fresh = new byte[bytes];
        random.nextBytes(fresh);
        return HexFormat.of().formatHex(fresh);
    }

    private void tidy() {
        var unused = vertx.executeBlocking(
                        () -> folders.removeUnchangedSince(clock.instant().minus(config.retention())), false)
                .onFailure(
                        cause -> log.atWarn().addKeyValue(LogKeys.REASON, cause).log("old logs not removed"));
    }
}
