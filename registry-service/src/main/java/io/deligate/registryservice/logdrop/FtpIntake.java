package io.deligate.registryservice.logdrop;

import io.deligate.registryservice.logdrop.DropUsers.DropUser;
import io.deligate.servicekit.process.StartFailure;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.CommandFactory;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.command.impl.ABOR;
import org.apache.ftpserver.command.impl.CWD;
import org.apache.ftpserver.command.impl.EPSV;
import org.apache.ftpserver.command.impl.NOOP;
import org.apache.ftpserver.command.impl.OPTS;
import org.apache.ftpserver.command.impl.PASS;
import org.apache.ftpserver.command.impl.PASV;
import org.apache.ftpserver.command.impl.PWD;
import org.apache.ftpserver.command.impl.QUIT;
import org.apache.ftpserver.command.impl.STOR;
import org.apache.ftpserver.command.impl.SYST;
import org.apache.ftpserver.command.impl.USER;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The FTP server: logs in, changes to the root, opens passive data connections, stores. It knows no command that reads,
 * lists, renames or deletes, and none that makes it connect to somewhere else. Its calls block.
 */
final class FtpIntake {
    private static final int IDLE_SECONDS = 60;
    private static final int THREADS = 32;
    private static final int FAILURES_PER_CONNECTION = 3;
    private static final int FAILURE_DELAY_MILLIS = 500;
    private static final String LISTENER = "default";

    private final FtpConfig config;
    private final DropUsers users;
    private final DropFolders folders;
    private final DropMetrics metrics;
    private @Nullable FtpServer server;

    FtpIntake(FtpConfig config, DropUsers users, DropFolders folders, DropMetrics metrics) {
        this.config = config;
        this.users = users;
        this.folders = folders;
        this.metrics = metrics;
    }

    /** Opens the port and returns it; throws {@link StartFailure} when it cannot be had. */
    int start() throws FtpException {
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress(config.host());
        listener.setPort(config.port());
        listener.setIdleTimeout(IDLE_SECONDS);
        listener.setDataConnectionConfiguration(data());
        Listener opened = listener.createListener();
        FtpServerFactory factory = new FtpServerFactory();
        factory.addListener(LISTENER, opened);
        factory.setUserManager(users);
        factory.setFileSystem(this::view);
        factory.setCommandFactory(commands());
        factory.setConnectionConfig(connections().createConnectionConfig());
        factory.setFtplets(Map.of("doorkeeper", new Doorkeeper(new Turnstile(System::nanoTime), metrics)));
        FtpServer made = factory.createServer();
        try {
            made.start();
        } catch (FtpServerConfigurationException refused) {
            throw new StartFailure(
                    "ftp.port " + config.port() + " on " + config.host() + " cannot be opened",
                    "a free port; set DELIGATE_FTP_PORT",
                    refused);
        }
        server = made;
        return opened.getPort();
    }

    void stop() {
        FtpServer running = server;
        server = null;
        if (running != null) {
            running.stop();
        }
    }

    private FileSystemView view(User user) throws FtpException {
        try {
            if (user instanceof DropUser known) {
                return new DropView(known, folders.of(known.getName()));
            }
            throw new FtpException("user: not one of ours");
        } catch (IOException disk) {
            throw new FtpException("folder cannot be read", disk);
        }
    }

    private DataConnectionConfiguration data() {
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setIdleTime(IDLE_SECONDS);
        data.setActiveEnabled(false);
        data.setPassiveAddress(config.host());
        if (!config.advertised().isBlank()) {
            data.setPassiveExternalAddress(config.advertised());
        }
        data.setPassiveIpCheck(true);
        data.setPassivePorts(config.passivePorts());
        return data.createDataConnectionConfiguration();
    }

    private static ConnectionConfigFactory connections() {
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setMaxAnonymousLogins(0);
        connections.setMaxLogins(Turnstile.MOST);
        connections.setMaxLoginFailures(FAILURES_PER_CONNECTION);
        connections.setLoginFailureDelay(FAILURE_DELAY_MILLIS);
        connections.setMaxThreads(THREADS);
        return connections;
    }

    private static CommandFactory commands() {
        CommandFactoryFactory factory = new CommandFactoryFactory();
        factory.setUseDefaultCommands(false);
        Command store = new STOR();
        factory.setCommandMap(Map.ofEntries(
                Map.entry("USER", new USER()),
                Map.entry("PASS", new PASS()),
                Map.entry("QUIT", new QUIT()),
                Map.entry("NOOP", new NOOP()),
                Map.entry("SYST", new SYST()),
                Map.entry("OPTS", new OPTS()),
                Map.entry("PWD", new PWD()),
                Map.entry("CWD", new CWD()),
                Map.entry("PASV", new PASV()),
                Map.entry("EPSV", new EPSV()),
                Map.entry("ABOR", new ABOR()),
                Map.entry("MODE", only(Set.of("S"))),
                Map.entry("STRU", only(Set.of("F"))),
                Map.entry("TYPE", only(Set.of("A", "A N", "I", "L 8"))),
                Map.entry("STOR", (session, context, request) -> {
                    // Packed logs of a client that forgot TYPE I would be broken otherwise.
                    session.setDataType(DataType.BINARY);
                    store.execute(session, context, request);
                })));
        return factory.createCommandFactory();
    }

    /** A setting that may be what it is anyway. */
    private static Command only(Set<String> values) {
        return (session, context, request) -> {
            String value = String.valueOf(request.getArgument()).toUpperCase(Locale.ROOT);
            var unused = session.write(
                    values.contains(value)
                            ? new DefaultFtpReply(FtpReply.REPLY_200_COMMAND_OKAY, "ok")
                            : new DefaultFtpReply(
                                    FtpReply.REPLY_504_COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER, "not here"));
        };
    }
}
