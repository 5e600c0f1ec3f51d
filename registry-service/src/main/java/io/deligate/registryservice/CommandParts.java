package io.deligate.registryservice;

import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.SecretKeys;
import io.deligate.database.Database;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.api.CommandCalls;
import io.deligate.registryservice.command.AnswerReader;
import io.deligate.registryservice.command.CommandDesk;
import io.deligate.registryservice.command.CommandMetrics;
import io.deligate.registryservice.command.CommandReports;
import io.deligate.registryservice.command.CommandSweeper;
import io.deligate.registryservice.command.Commands;
import io.deligate.registryservice.command.EndWaiters;
import io.deligate.registryservice.logdrop.DropMetrics;
import io.deligate.registryservice.logdrop.LogDrops;
import io.deligate.registryservice.store.PgCommands;
import io.deligate.registryservice.store.PgDropAccounts;
import io.deligate.registryservice.store.PgEndNews;
import io.deligate.registryservice.store.Transactions;
import io.deligate.servicekit.process.Platform;
import io.deligate.streams.session.SessionDirectory;
import io.vertx.core.Future;
import io.vertx.core.file.FileSystem;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What remote commands consist of. */
final class CommandParts {
    private final FileSystem fileSystem;
    private final Commands commands;
    private final EndWaiters waiters;
    private final CommandSweeper sweeper;
    private final CommandReports reports;
    private final AnswerReader answers;
    private final @Nullable LogDrops drops;

    CommandParts(
            Platform platform, RegistryConfig config, SecretKeys keys, Database database, Transactions transactions) {
        this.fileSystem = platform.vertx().fileSystem();
        this.commands = new PgCommands(database.pool(), transactions);
        CommandMetrics metrics = new CommandMetrics(platform.meters());
        this.waiters = new EndWaiters(
                platform.vertx(), new PgEndNews(database), config.commands().waiters(), platform.meters());
        this.sweeper = new CommandSweeper(
                platform.vertx(), commands, metrics, config.commands().retention());
        this.reports = new CommandReports(commands, metrics);
        this.answers = new AnswerReader(commands, metrics);
        this.drops = config.ftp().enabled()
                ? new LogDrops(
                        platform.vertx(),
                        config.ftp(),
                        new PgDropAccounts(database.pool()),
                        new KeyHash(keys, "log drops"),
                        platform.clock(),
                        new DropMetrics(platform.meters()))
                : null;
    }

    CommandReports reports() {
        return reports;
    }

    AnswerReader answers() {
        return answers;
    }

    /** The directory tells which devices are online. */
    Calls calls(SessionDirectory directory) {
        Predicate<DeviceId> online = device -> directory.find(device).isPresent();
        return new CommandCalls(new CommandDesk(commands, online, waiters, drops), fileSystem);
    }

    /** Succeeds when devices can upload their logs, if they are to do that; fails when the port cannot be had. */
    Future<Void> start() {
        waiters.start();
        sweeper.start();
        return drops == null ? Future.succeededFuture() : drops.start().mapEmpty();
    }

    /** Where devices upload their logs, once the start has succeeded; null when they do not. */
    @Nullable
    String ftpAddress() {
        return drops == null ? null : drops.address();
    }

    /** Answers who waits for the end of a command with what there is, and lets nobody wait any more. */
    void release() {
        waiters.release();
    }

    /** Succeeds when nothing of it asks the database any more. */
    Future<Void> stop() {
        sweeper.stop();
        Future<Void> closed = drops == null ? Future.succeededFuture() : drops.stop();
        return Future.join(closed, waiters.stop()).mapEmpty();
    }
}
