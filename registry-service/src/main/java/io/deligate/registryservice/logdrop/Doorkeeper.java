package io.deligate.registryservice.logdrop;

import java.net.InetAddress;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;

/** Watches the sessions of the FTP server for the {@link Turnstile} and counts what they do. */
final class Doorkeeper extends DefaultFtplet {
    private static final String ENTERED = "deligate.entered";

    private final Turnstile turnstile;
    private final DropMetrics metrics;

    Doorkeeper(Turnstile turnstile, DropMetrics metrics) {
        this.turnstile = turnstile;
        this.metrics = metrics;
    }

    @Override
    public FtpletResult onConnect(FtpSession session) {
        InetAddress address = session.getClientAddress().getAddress();
        if (!turnstile.enter(address)) {
            metrics.connection("refused");
            return FtpletResult.DISCONNECT;
        }
        session.setAttribute(ENTERED, address);
        metrics.connection("accepted");
        return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult onDisconnect(FtpSession session) {
        if (session.getAttribute(ENTERED) instanceof InetAddress address) {
            session.removeAttribute(ENTERED);
            turnstile.leave(address);
        }
        return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult afterCommand(FtpSession session, FtpRequest request, FtpReply reply) {
        int code = reply.getCode();
        switch (request.getCommand()) {
            case "PASS" -> {
                if (code == FtpReply.REPLY_530_NOT_LOGGED_IN
                        && session.getAttribute(ENTERED) instanceof InetAddress address) {
                    turnstile.failed(address);
                }
            }
            case "STOR" -> metrics.upload(code == FtpReply.REPLY_226_CLOSING_DATA_CONNECTION ? "stored" : "failed");
            default -> {
                // not counted
            }
        }
        return FtpletResult.DEFAULT;
    }
}
