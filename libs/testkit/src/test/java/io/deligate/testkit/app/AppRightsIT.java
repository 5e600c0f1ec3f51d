package io.deligate.testkit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An app and the platform with the rights the guide prints, on a broker that grants nothing else. */
class AppRightsIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String IN = "deli.app.2001.in";
    private static final String OUT = "deli.app.2001.out";
    private static final List<String> FOREIGN = List.of(
            "deli.app.2002.in",
            "deli.app.2002.out",
            "deli.app.20010.in",
            "deli.up.1xx",
            "deli.up.3xx",
            "deli.down.edge-1",
            "deli.sessions",
            "deli.registry",
            "deli.receipts",
            "deli.events",
            "deli.dead-letter");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static GuardedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static AppCredentials app;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static AppCredentials platform;

    @BeforeAll
    static void start() throws Exception {
        kafka = GuardedKafka.start();
        AppRights rights = AppRights.read();
        platform = kafka.user("deligate", rights.commands("platform"));
        app = kafka.user("app-2001", rights.commands("app"));
        try (Admin admin = admin(platform)) {
            List<NewTopic> topics = Stream.concat(Stream.of(IN, OUT), FOREIGN.stream())
                    .map(name -> new NewTopic(name, 1, (short) 1))
                    .toList();
            done(admin.createTopics(topics).all());
        }
        var unused = kafka.user("app-2002", rights.commandsOfApp(2002));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void theKafkaUserOfTheGuideHasTheRightsOfItsCommands() throws Exception {
        AppRights rights = AppRights.read();

        assertThat(rights.kafkaUser()).isEqualTo(rights.commands("app")).hasSize(3);
    }

    @Test
    void anAppAndThePlatformTalkOverTheAppsTwoTopics() throws Exception {
        try (FakeApp talking = FakeApp.open(kafka.bootstrap(), "deli.", 2001, app);
                KafkaProducer<String, byte[]> bridge = producer(platform, Map.of("enable.idempotence", true));
                KafkaConsumer<String, byte[]> bridgeIn = consumer(platform, Map.of("group.id", "deli.app-bridge"))) {
            var unused = bridge.send(record(IN)).get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(talking.next(SOON).value()).isEqualTo(record(IN).value());

            talking.send("m-1", "D_1", "{\"cmd\":\"hello\"}");
            bridgeIn.subscribe(List.of(OUT));
            ConsumerRecord<String, byte[]> heard = first(bridgeIn);
            bridgeIn.commitSync(SOON);
            assertThat(heard.key()).isEqualTo("D_1");
        }
    }

    static List<String> unreadable() {
        return Stream.concat(Stream.of(OUT, "__consumer_offsets"), FOREIGN.stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void anAppReadsNothingElse(String topic) {
        try (KafkaConsumer<String, byte[]> reader = consumer(app, Map.of())) {
            reader.assign(List.of(new TopicPartition(topic, 0)));

            assertThatThrownBy(() -> first(reader)).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    static List<String> unwritable() {
        return Stream.concat(Stream.of(IN, "deli.app.2001.new"), FOREIGN.stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void anAppWritesNothingElse(String topic) {
        try (FakeApp writer = FakeApp.open(kafka.bootstrap(), "deli.", 2001, app)) {
            assertThatThrownBy(() -> writer.send(record(topic))).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deli.app.2001", "deli.app.20010.test", "deli.app.2002.test", "deli.app-bridge", "mine"})
    void anAppUsesNoGroupButItsOwn(String group) {
        try (KafkaConsumer<String, byte[]> reader = consumer(app, Map.of("group.id", group))) {
            reader.subscribe(List.of(IN));

            assertThatThrownBy(() -> first(reader)).isInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void anAppHasNoTransactionsAndNobodyGetsInWithAWrongPassword() {
        try (KafkaProducer<String, byte[]> producer = producer(app, Map.of("transactional.id", "deli.app.2001.t"))) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(TransactionalIdAuthorizationException.class);
        }
        try (Admin stranger = admin(new AppCredentials("app-2001", "guessed"))) {
            assertThatThrownBy(() -> done(stranger.listTopics().names()))
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void anAppSeesItsTwoTopicsAndNoOther() throws Exception {
        try (Admin admin = admin(app)) {
            assertThat(done(admin.listTopics().names())).containsExactlyInAnyOrder(IN, OUT);
            assertThat(done(admin.listGroups().all()))
                    .allSatisfy(group -> assertThat(group.groupId()).startsWith("deli.app.2001."));
        }
        try (Admin admin = admin(platform)) {
            assertThat(done(admin.listTopics().names())).contains(IN, OUT).containsAll(FOREIGN);
        }
    }

    /** Something an administrator does. */
    private interface Deed {
        KafkaFuture<?> by(Admin admin);
    }

    private static Map<String, Deed> deeds(AppRights rights) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, IN);
        AlterConfigOp shorter = new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
        TopicPartition partition = new TopicPartition(IN, 0);
        Map<String, Deed> deeds = new HashMap<>();
        deeds.put(
                "make a topic",
                admin -> admin.createTopics(List.of(new NewTopic("deli.app.2001.mine", 1, (short) 1)))
                        .all());
        deeds.put("delete its topic", admin -> admin.deleteTopics(List.of(IN)).all());
        deeds.put(
                "delete its records",
                admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                        .all());
        deeds.put(
                "see the settings of its topic",
                admin -> admin.describeConfigs(List.of(topic)).all());
        deeds.put(
                "change them",
                admin -> admin.incrementalAlterConfigs(Map.of(topic, List.of(shorter)))
                        .all());
        deeds.put(
                "add partitions",
                admin -> admin.createPartitions(Map.of(IN, NewPartitions.increaseTo(2)))
                        .all());
        deeds.put(
                "see who may what",
                admin -> admin.describeAcls(AclBindingFilter.ANY).values());
        deeds.put(
                "grant itself more",
                admin -> admin.createAcls(List.copyOf(rights.commandsOfApp(2002)))
                        .all());
        deeds.put("see users", admin -> admin.describeUserScramCredentials().all());
        deeds.put(
                "delete a group of the platform",
                admin -> admin.deleteConsumerGroups(List.of("deli.app-bridge")).all());
        deeds.put(
                "describe a group of the platform",
                admin ->
                        admin.describeConsumerGroups(List.of("deli.app-bridge")).all());
        return deeds;
    }

    @Test
    void anAppAdministersNothing() throws Exception {
        Map<String, Deed> deeds = deeds(AppRights.read());
        try (Admin admin = admin(app)) {
            deeds.forEach((what, deed) -> assertThatThrownBy(() -> done(deed.by(admin)))
                    .as(what)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(AuthorizationException.class));
        }
    }

    private static ConsumerRecord<String, byte[]> first(KafkaConsumer<String, byte[]> reader) {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(200))) {
                return record;
            }
        }
        throw new AssertionError("nothing to read, and no refusal");
    }

    private static ProducerRecord<String, byte[]> record(String topic) {
        return new ProducerRecord<>(topic, "D_1", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static Admin admin(AppCredentials user) {
        return Admin.create(client(user, Map.of()));
    }

    private static KafkaProducer<String, byte[]> producer(AppCredentials user, Map<String, Object> more) {
        return new KafkaProducer<>(client(user, more), new StringSerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<String, byte[]> consumer(AppCredentials user, Map<String, Object> more) {
        Map<String, Object> settings = client(user, more);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> client(AppCredentials user, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(user.properties());
        settings.put("bootstrap.servers", kafka.bootstrap());
        settings.putAll(more);
        return settings;
    }

    private static <T> T done(KafkaFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
