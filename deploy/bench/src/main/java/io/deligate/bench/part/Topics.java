package io.deligate.bench.part;

import io.deligate.bench.child.ChildFailure;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Topics that are no part of the platform. */
public final class Topics {
    private Topics() {}

    /** Makes them with so many partitions each. */
    public static void create(String bootstrap, int partitions, Collection<String> names) {
        List<NewTopic> wanted = names.stream()
                .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                .toList();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            var unused = admin.createTopics(wanted).all().get();
        } catch (ExecutionException why) {
            throw new ChildFailure("topics " + names + " cannot be made: " + why.getCause(), why);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ChildFailure("topics: interrupted", stop);
        }
    }
}
