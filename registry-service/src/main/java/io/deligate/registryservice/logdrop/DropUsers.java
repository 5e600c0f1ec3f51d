package io.deligate.registryservice.logdrop;

import io.deligate.apiaccess.KeyHash;
import io.deligate.servicekit.logging.LogKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the FTP server who may log in. Blocks on the database, on the FTP server's own threads. */
final class DropUsers implements UserManager {
    private static final Logger log = LoggerFactory.getLogger(DropUsers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LOGINS = 3;
    private static final int IDLE_SECONDS = 60;

    private final DropAccounts accounts;
    private final KeyHash hash;
    private final DropMetrics metrics;

    DropUsers(DropAccounts accounts, KeyHash hash, DropMetrics metrics) {
        this.accounts = accounts;
        this.hash = hash;
        this.metrics = metrics;
    }

    /** An account as the FTP server knows it; it ends in the middle of a session too. */
    static final class DropUser extends BaseUser {
        private final long end;

        DropUser(DropAccount account) {
            end = System.nanoTime() + account.left().toNanos();
            setName(account.user());
            setHomeDirectory("/");
            setMaxIdleTime(IDLE_SECONDS);
            setAuthorities(List.of(new ConcurrentLoginPermission(LOGINS, LOGINS)));
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }
    }

    @Override
    public User authenticate(Authentication authentication) throws AuthenticationFailedException {
        if (authentication instanceof UsernamePasswordAuthentication given && given.getPassword() != null) {
            Optional<DropAccount> account = find(given.getUsername());
            if (account.isPresent() && KeyHash.equal(account.get().passwordHash(), hash.of(given.getPassword()))) {
                metrics.login("ok");
                return new DropUser(account.get());
            }
        }
        metrics.login("refused");
        throw new AuthenticationFailedException("no such account");
    }

    /** Asked for before the password, to see how many are logged in by that name. */
    @Override
    public @Nullable User getUserByName(String name) {
        return find(name).map(DropUser::new).orElse(null);
    }

    private Optional<DropAccount> find(@Nullable String name) {
        if (name == null || !DropAccount.isUser(name)) {
            return Optional.empty();
        }
        try {
            return accounts.find(name)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException noAnswer) {
            metrics.login("unavailable");
            log.atWarn().addKeyValue(LogKeys.REASON, noAnswer).log("account for logs not read");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    @Override
    public String[] getAllUserNames() {
        return new String[0];
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException("accounts end by themselves");
    }

    @Override
    public void save(User user) {
        throw new UnsupportedOperationException("accounts are made with their command");
    }

    @Override
    public boolean doesExist(String name) {
        return false;
    }

    @Override
    public String getAdminName() {
        return "";
    }

    @Override
    public boolean isAdmin(String name) {
        return false;
    }
}
