package io.deligate.streams.consume;

import io.deligate.streams.Lab;
import io.deligate.testkit.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Three members of a group work on a topic while it is being written and each of them is stopped and replaced: the
 * weather under which the guarantees have to hold.
 */
final class RollingRestart {
    static final int KEYS = 40;
    static final int MEMBERS = 3;
    private static final int PARTITIONS = 6;
    private static final int PER_ROUND = 80;

    /** The begin or the end of one record's work by one member. */
    record Work(String member, String key, int number, boolean ended) {}

    final String group = Lab.name("rolling");
    final String topic;
    final Queue<Work> journal = new ConcurrentLinkedQueue<>();

    private final Lab lab;
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private final List<Future<Long>> outcomes = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    RollingRestart(Lab lab) {
        this.lab = lab;
        this.topic = lab.broker.newTopic("rolling", PARTITIONS);
    }

    /** Returns when every written record has been worked on and all members have stopped. */
    void run() {
        List<KeyedConsumer> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member("first-" + i));
            writeUntilAtWork("first-" + i);
        }
        for (int i = 0; i < MEMBERS; i++) {
            Future<Void> stopped = members.get(i).stop();
            write();
            Lab.get(stopped);
            members.set(i, member("second-" + i));
            writeUntilAtWork("second-" + i);
        }
        Lab.get(Future.all(outcomes));
        Await.until(Lab.LIMIT, "the work on every record", this::isDone);
        Lab.get(Future.all(members.stream().map(KeyedConsumer::stop).toList()));
    }

    private void writeUntilAtWork(String member) {
        AtomicInteger polls = new AtomicInteger();
        Await.until(Lab.LIMIT, member + " at work", () -> {
            if (polls.getAndIncrement() % 10 == 0) {
                write();
            }
            return journal.stream().anyMatch(work -> work.member().equals(member));
        });
    }

    int writtenCount() {
        return written.values().stream().mapToInt(count -> count).sum();
    }

    Map<String, Integer> written() {
        return written;
    }

    private boolean isDone() {
        Set<String> ended = new HashSet<>();
        journal.stream().filter(Work::ended).forEach(work -> ended.add(work.key() + "/" + work.number()));
        return ended.size() == writtenCount();
    }

    private void write() {
        for (int i = 0; i < PER_ROUND; i++) {
            String key = "device-" + i % KEYS;
            int number = written.merge(key, 1, Integer::sum) - 1;
            outcomes.add(lab.publisher.publish(Lab.record(topic, key, String.valueOf(number))));
        }
    }

    private KeyedConsumer member(String name) {
        KeyedConsumer member = new KeyedConsumer(
                lab.vertx,
                Lab.name("member"),
                lab.kafka,
                new RecordSource.Shared(group, List.of(topic)),
                record -> work(name, record),
                lab.deadLetters(),
                Lab.QUICK);
        member.start();
        return member;
    }

    /** Takes up to some milliseconds, and fails now and then. */
    private Future<Void> work(String member, ConsumerRecord<byte[], byte[]> record) {
        String key = Lab.text(record.key());
        int number = Integer.parseInt(Lab.text(record.value()));
        journal.add(new Work(member, key, number, false));
        Promise<Void> done = Promise.promise();
        lab.vertx.setTimer(
                Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, 6)).toMillis(), timer -> {
                    if (ThreadLocalRandom.current().nextInt(200) == 0) {
                        failures.incrementAndGet();
                        done.fail("now and then");
                    } else {
                        journal.add(new Work(member, key, number, true));
                        done.complete();
                    }
                });
        return done.future();
    }

    int failures() {
        return failures.get();
    }
}
