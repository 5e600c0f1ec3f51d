package io.deligate.testkit.app;

import io.deligate.embedded.EmbeddedKafka;
import io.deligate.testkit.TempFolder;
import java.nio.file.Path;
import java.util.Collection;
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
import org.slf4j.LoggerFactory;

/** A real broker with Kafka's own authorizer, where a user may do what the test allows and nothing else. */
public final class GuardedKafka implements AutoCloseable {
    private static final int ITERATIONS = 4_096;
    private static final long LIMIT_SECONDS = 30;

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

    /** Makes a user who may do what the list says, which names it. */
    public AppCredentials user(String name, Collection<AclBinding> rights) {
        AppCredentials user = new AppCredentials(name, "secret of " + name);
        List<UserScramCredentialAlteration> credentials = List.of(new UserScramCredentialUpsertion(
                name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), user.password()));
        await(admin.alterUserScramCredentials(credentials).all());
        await(admin.createAcls(rights).all());
        return user;
    }

    public void createTopics(String... names) {
        await(admin.createTopics(List.of(names).stream()
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all());
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
        TempFolder.delete(folder);
    }

    private static void await(KafkaFuture<?> done) {
        try {
            var unused = done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stop);
        } catch (ExecutionException | TimeoutException why) {
            throw new IllegalStateException("the broker was not prepared: " + why.getMessage(), why);
        }
    }
}
