package io.deligate.testkit.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.deligate.embedded.EmbeddedKafka;
import io.deligate.testkit.Await;
import io.deligate.testkit.TempFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.slf4j.LoggerFactory;

/** A real broker with Kafka's own authorizer, where a user may do what the test allows and nothing else. */
public final class GuardedKafka implements AutoCloseable {
    private static final int ITERATIONS = 4_096;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder = TempFolder.create("guarded-kafka");
    private final EmbeddedKafka broker;
    private final Admin admin;

    private GuardedKafka() {
        broker = EmbeddedKafka.startGuarded(
                folder, 0, line -> LoggerFactory.getLogger(GuardedKafka.class).error(line));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }

    public static GuardedKafka start() {
        return new GuardedKafka();
    }

    /** Where users come in. */
    public String bootstrap() {
        return broker.sideBootstrap();
    }

    /** Makes a user who may do what the list says, which names it; returns when the broker knows both. */
    public AppCredentials user(String name, Collection<AclBinding> rights) {
        AppCredentials user = new AppCredentials(name, "secret of " + name);
        List<UserScramCredentialAlteration> credentials = List.of(new UserScramCredentialUpsertion(
                name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), user.password()));
        await(admin.alterUserScramCredentials(credentials).all());
        await(admin.createAcls(rights).all());
        Await.until(LIMIT, "rights of " + name, () -> known().containsAll(rights));
        Await.until(LIMIT, "login of " + name, () -> letsIn(user));
        return user;
    }

    /** Makes topics for users who may not; returns when they are there. */
    public void make(Collection<NewTopic> topics) {
        await(admin.createTopics(topics).all());
    }

    private Collection<AclBinding> known() {
        return await(admin.describeAcls(AclBindingFilter.ANY).values());
    }

    private boolean letsIn(AppCredentials user) {
        Map<String, Object> client = new HashMap<>(user.properties());
        client.put("bootstrap.servers", bootstrap());
        try (Admin asUser = Admin.create(client)) {
            var unused = asUser.describeCluster().clusterId().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
        TempFolder.delete(folder);
    }

    @CanIgnoreReturnValue
    private static <T> T await(KafkaFuture<T> done) {
        try {
            return done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (ExecutionException | TimeoutException why) {
            throw new IllegalStateException("the broker was not prepared: " + why.getMessage(), why);
        }
    }
}
