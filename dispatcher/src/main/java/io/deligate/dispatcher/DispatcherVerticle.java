package io.deligate.dispatcher;

import io.deligate.dispatcher.action.Actions;
import io.deligate.dispatcher.action.RegistryWrites;
import io.deligate.dispatcher.action.Releases;
import io.deligate.dispatcher.release.ReleasesReader;
import io.deligate.dispatcher.request.Replies;
import io.deligate.dispatcher.request.RequestHandler;
import io.deligate.dispatcher.request.RequestMetrics;
import io.deligate.registryview.ClusterMember;
import io.deligate.registryview.RegistryView;
import io.deligate.registryview.ViewLimits;
import io.deligate.rolloutgate.KnownReleases;
import io.deligate.servicekit.process.Platform;
import io.deligate.servicekit.process.StartFailure;
import io.deligate.streams.consume.DeadLetters;
import io.deligate.streams.consume.KeyedConsumer;
import io.deligate.streams.consume.RecordSource;
import io.deligate.streams.consume.RetryGaps;
import io.deligate.streams.publish.RecordPublisher;
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

/** The dispatcher's parts: requests in from one topic, replies out to the edges' topics, effects out to the registry's. */
public final class DispatcherVerticle extends VerticleBase {
    private static final String GROUP = "dispatcher";

    private static final String HEALTH = "dispatcher consumers";

    private final Platform platform;
    private final DispatcherConfig config;
    private final TopicNames topics;
    private final RecordPublisher publisher;
    private final RegistryView registry;
    private final ReleasesReader releases;
    private final Tracing tracing;
    private final List<KeyedConsumer> consumers;
    private final List<Gauge> gauges = new ArrayList<>();

    /** The member is the process's own and stays open when this verticle stops. */
    public DispatcherVerticle(Platform platform, DispatcherConfig config, ClusterMember member) {
        var vertx = platform.vertx();
        this.platform = platform;
        this.config = config;
        this.topics = config.topics();
        this.publisher = new RecordPublisher(vertx, config.kafka(), "dispatcher");
        this.registry = new RegistryView(vertx, member, ViewLimits.defaults());
        KnownReleases known = new KnownReleases();
        this.releases = new ReleasesReader(config.kafka(), topics.broadcast(), known, platform.clock());
        var actions = new Actions(
                registry,
                new RegistryWrites(publisher, topics.registryWrites()),
                new Releases(known, platform.clock()));
        var metrics = new RequestMetrics(platform.meters());
        var replies = new Replies(publisher, topics, platform.clock(), metrics);
        this.tracing = Tracing.open(config.tracing(), "dispatcher");
        var handler = tracing.around("request", new RequestHandler(actions, replies, platform.clock(), metrics));
        var deadLetters = new DeadLetters(publisher, topics.deadLetter());
        this.consumers = IntStream.range(0, config.requests().consumers())
                .mapToObj(number -> new KeyedConsumer(
                        vertx,
                        "dispatcher-" + number,
                        config.kafka(),
                        new RecordSource.Shared(topics.prefix() + GROUP, List.of(topics.upRequests())),
                        handler,
                        deadLetters,
                        RetryGaps.defaults()))
                .toList();
    }

    /** Succeeds when requests are being read; fails when Kafka cannot be reached. */
    @Override
    public Future<?> start() {
        List<TopicSpec> needed = List.of(
                TopicSpec.keyed(topics.upRequests()),
                TopicSpec.keyed(topics.registryWrites()),
                TopicSpec.keyed(topics.deadLetter()),
                TopicSpec.ordered(topics.broadcast()));
        return new TopicSetup(vertx, config.kafka())
                .ensure(needed)
                .recover(failure -> Future.failedFuture(StartFailure.explained(failure)))
                .compose(none -> releases.start())
                .onSuccess(none -> {
                    consumers.forEach(KeyedConsumer::start);
                    measure();
                    platform.health().liveness(HEALTH, this::problem);
                });
    }

    private void measure() {
        gauges.add(Gauge.builder(
                        "deligate.dispatcher.requests.waiting",
                        consumers,
                        all -> all.stream().mapToLong(KeyedConsumer::waiting).sum())
                .description("Requests in this dispatcher's partitions that it has not read yet")
                .register(platform.meters()));
    }

    /** A consumer that ended by itself never comes back: the process has to. */
    private Optional<String> problem() {
        return Stream.concat(consumers.stream().map(KeyedConsumer::problem), Stream.of(releases.problem()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Requests under way are answered and committed first. */
    @Override
    public Future<?> stop() {
        return Future.join(consumers.stream().map(KeyedConsumer::stop).toList())
                .compose(none -> releases.stop())
                .compose(none -> publisher.close())
                .compose(none -> tracing.close())
                .onComplete(none -> {
                    registry.close();
                    gauges.forEach(platform.meters()::remove);
                    platform.health().remove(HEALTH);
                });
    }
}
