package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.deligate.testkit.KafkaExtension;
import io.deligate.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class TopicSetupIT {
    private Lab lab;
    private TopicSetup setup;

    @BeforeEach
    void open(TestKafka kafka) {
        lab = new Lab(kafka);
        setup = new TopicSetup(lab.vertx, lab.kafka);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void makesWhatIsMissing() {
        String keyed = Lab.name("keyed");
        String table = Lab.name("table");

        Lab.get(setup.ensure(List.of(new TopicSpec(keyed, 3, Map.of()), TopicSpec.table(table))));

        assertThat(described(keyed).partitions()).hasSize(3);
        assertThat(cleanup(keyed)).isEqualTo("delete");
        assertThat(described(table).partitions()).hasSize(TopicSpec.SHARED);
        assertThat(cleanup(table)).isEqualTo("compact");
    }

    @Test
    void tellsATopicFromItsPredecessorOfTheSameName() {
        String topic = Lab.name("state");
        lab.broker.createTopic(topic, 3, Map.of());
        TopicState empty = Lab.get(setup.state(topic));
        assertThat(empty.highestEnd()).isZero();

        lab.broker.produce(topic, "one", "x");
        lab.broker.produce(topic, "one", "y");
        assertThat(Lab.get(setup.state(topic))).isEqualTo(new TopicState(empty.id(), 2));

        try (Admin admin = lab.broker.admin()) {
            var unused = admin.deleteTopics(List.of(topic)).all();
            Await.until(
                    Duration.ofSeconds(20),
                    "gone",
                    () -> !admin.listTopics().names().get().contains(topic));
        }
        lab.broker.createTopic(topic, 3, Map.of());
        assertThat(Lab.get(setup.state(topic)).id()).isNotEqualTo(empty.id());
        assertThat(Lab.get(setup.state(topic)).highestEnd()).isZero();
    }

    @Test
    void waitsForATopicThatIsOnlyJustBeingMade() {
        String topic = Lab.name("early");
        Future<TopicState> early = setup.state(topic);
        lab.broker.createTopic(topic, 3, Map.of());
        assertThat(Lab.get(early)).isEqualTo(Lab.get(setup.state(topic)));
    }

    @Test
    void keepsATopicAsItsOperatorMadeIt() {
        String topic = Lab.name("kept");
        lab.broker.createTopic(topic, 2, Map.of());

        Lab.get(setup.ensure(List.of(TopicSpec.table(topic), TopicSpec.ordered(Lab.name("new")))));

        assertThat(described(topic).partitions()).hasSize(2);
        assertThat(cleanup(topic)).isEqualTo("delete");
    }

    @Test
    void letsSeveralInstancesMakeTheSameTopic() {
        List<TopicSpec> specs = List.of(TopicSpec.ordered(Lab.name("race")));

        Lab.get(Future.all(setup.ensure(specs), setup.ensure(specs), setup.ensure(specs)));

        assertThat(described(specs.get(0).name()).partitions()).hasSize(1);
    }

    @Test
    void saysWhichTopicKafkaRefuses() {
        assertThatThrownBy(() -> Lab.get(setup.ensure(List.of(TopicSpec.ordered("no/topic")))))
                .hasRootCauseInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("no/topic");
    }

    private TopicDescription described(String topic) {
        return Await.untilPresent(Lab.LIMIT, topic + " described", () -> {
            try (Admin admin = lab.broker.admin()) {
                var found = admin.describeTopics(List.of(topic)).allTopicNames().get();
                return Optional.ofNullable(found.get(topic));
            } catch (ExecutionException notYet) {
                assertThat(notYet).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
                return Optional.empty();
            }
        });
    }

    private String cleanup(String topic) {
        return Await.untilPresent(Lab.LIMIT, topic + " configured", () -> {
            try (Admin admin = lab.broker.admin()) {
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                var config = admin.describeConfigs(List.of(resource)).all().get();
                return Optional.ofNullable(config.get(resource))
                        .map(found -> found.get("cleanup.policy").value());
            }
        });
    }
}
