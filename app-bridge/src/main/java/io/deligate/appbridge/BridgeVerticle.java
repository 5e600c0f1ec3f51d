package io.deligate.appbridge;

import io.deligate.appbridge.downlink.Dispatch;
import io.deligate.appbridge.downlink.OutHandler;
import io.deligate.appbridge.downlink.OutcomeHandler;
import io.deligate.appbridge.inbox.AppMetrics;
import io.deligate.appbridge.inbox.Inbox;
import io.deligate.appbridge.inbox.InboxTopics;
import io.deligate.appbridge.notice.BindingNotices;
import io.deligate.appbridge.notice.PresenceNotices;
import io.deligate.appbridge.uplink.MessageHandler;
import io.deligate.protocol.ActionFamily;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.KeyedConsumer;
import io.deligate.streams.consume.RecordHandler;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.publish.RecordPublisher;
import io.deligate.streams.session.SessionDirectory;
import io.deligate.streams.topic.TopicNames;
import io.deligate.streams.topic.TopicSetup;
import io.deligate.streams.topic.TopicSpec;
import io.deligate.tracing.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The bridge's parts: devices' messages to the apps' topics, and the apps' topics to devices. */
public final class BridgeVerticle extends VerticleBase {
    private static final String HEALTH = "app-bridge consumers";

    private final Platform platform;
    private final BridgeConfig config;
    private final TopicNames topics;
    private final RecordPublisher publisher;
    private final RegistryView registry;
    private final SessionDirectory directory;
    private final InboxTopics inboxTopics;
    private final DeadLetters deadLetters;
    private final Tracing tracing;
    private final List<KeyedConsumer> consumers = new ArrayList<>();
    private final List<Gauge> gauges = new ArrayList<>();

    /** The member is the process's own and stays open when this verticle stops. */
    public BridgeVerticle(Platform platform, BridgeConfig config, ClusterMember member) {
        this.platform = platform;
        this.config = config;
        this.topics = config.topics();
        this.publisher = new RecordPublisher(platform.vertx(), config.kafka(), "app-bridge");
        this.registry = new RegistryView(platform.vertx(), member, ViewLimits.defaults());
        this.directory =
                new SessionDirectory("app-bridge-sessions", config.kafka(), topics.sessions(), (device, session) -> {});
        this.inboxTopics = new InboxTopics(platform.vertx(), config.kafka());
        this.deadLetters = new DeadLetters(publisher, topics.deadLetter());
        this.tracing = Tracing.open(config.tracing(), "app-bridge");
        AppMetrics metrics = new AppMetrics(platform.meters());
        Inbox inbox = new Inbox(publisher, topics, inboxTopics);
        messages(new MessageHandler(registry, inbox, publisher, topics, platform.clock(), metrics));
        apps(new OutHandler(
                topics,
                registry,
                new Dispatch(
                        directory,
                        publisher,
                        topics,
                        platform.clock(),
                        config.apps().deadline()),
                inbox,
                deadLetters,
                platform.clock(),
                metrics));
        consume(
                "receipts",
                shared("receipts", topics.receipts()),
                tracing.around("receipt to app", new OutcomeHandler(inbox, metrics)));
        consume("bindings", shared("bindings", topics.events()), new BindingNotices(inbox, metrics));
        consume(
                "presence",
                new RecordSource.News(group("presence"), topics.sessions()),
                new PresenceNotices(registry, directory, inbox, metrics));
    }

    private void messages(RecordHandler handler) {
        IntStream.range(0, config.messages().consumers())
                .forEach(number -> consume(
                        "messages-" + number,
                        shared("messages", topics.up(ActionFamily.MESSAGE)),
                        tracing.around("300 to apps", handler)));
    }

    private void apps(RecordHandler handler) {
        IntStream.range(0, config.apps().consumers())
                .forEach(number -> consume(
                        "apps-" + number,
                        new RecordSource.Matching(
                                group("apps"),
                                topics.appOutOfAny(),
                                config.apps().quota().topic()),
                        tracing.around("301 to edge", handler)));
    }

    private void consume(String name, RecordSource source, RecordHandler handler) {
        KeyedConsumer consumer = new KeyedConsumer(
                platform.vertx(),
                "app-bridge-" + name,
                config.kafka(),
                source,
                handler,
                deadLetters,
                RetryGaps.defaults());
        consumers.add(consumer);
        gauges.add(Gauge.builder("deligate.app.records.waiting", consumer, KeyedConsumer::waiting)
                .description("Records in this bridge's partitions that it has not read yet")
                .tag("consumer", name)
                .register(platform.meters()));
    }

    private RecordSource shared(String name, String topic) {
        return new RecordSource.Shared(group(name), List.of(topic));
    }

    /** A group of its own per topic: who comes or goes in one does not stop the others. */
    private String group(String name) {
        return topics.prefix() + "app-bridge." + name;
    }

    /** Succeeds when it is known who is online and everything is being read; fails when Kafka cannot be reached. */
    @Override
    public Future<?> start() {
        List<TopicSpec> needed = List.of(
                TopicSpec.keyed(topics.up(ActionFamily.MESSAGE)),
                TopicSpec.keyed(topics.receipts()),
                TopicSpec.keyed(topics.events()),
                TopicSpec.table(topics.sessions()),
                TopicSpec.keyed(topics.deadLetter()));
        return new TopicSetup(vertx, config.kafka())
                .ensure(needed)
                .recover(failure -> Future.failedFuture(StartFailure.explained(failure)))
                .compose(made -> directory.start())
                .compose(known -> {
                    consumers.forEach(KeyedConsumer::start);
                    platform.health().liveness(HEALTH, this::problem);
                    return Future.all(
                            consumers.stream().map(KeyedConsumer::joined).toList());
                });
    }

    /** What ended by itself never comes back: the process has to. */
    private Optional<String> problem() {
        return Stream.concat(Stream.of(directory.problem()), consumers.stream().map(KeyedConsumer::problem))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What is under way is finished and committed first. */
    @Override
    public Future<?> stop() {
        return Future.join(consumers.stream().map(KeyedConsumer::stop).toList())
                .compose(none -> directory.stop())
                .compose(none -> publisher.close())
                .compose(none -> inboxTopics.close())
                .compose(none -> tracing.close())
                .onComplete(none -> {
                    registry.close();
                    gauges.forEach(platform.meters()::remove);
                    platform.health().remove(HEALTH);
                });
    }
}
