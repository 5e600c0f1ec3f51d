package io.deligate.streams.topic;

import io.deligate.protocol.ActionFamily;
import io.deligate.protocol.AppId;
import java.util.Optional;
import java.util.regex.Pattern;

/** The platform's topic names under one prefix; the only place where they are spelt. */
public record TopicNames(String prefix) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public TopicNames {
        if (!FORM.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "topic-prefix: " + prefix + " (expected: 1 to 100 letters, digits, '.', '_' or '-')");
        }
    }

    /** The prefix of a platform that has its Kafka for itself. */
    public static final String DEFAULT_PREFIX = "deli.";

    /** Where an uplink of this family goes; unknown actions go the way of requests and are answered there. */
    public String up(ActionFamily family) {
        return switch (family) {
            case REQUEST, UNSUPPORTED -> upRequests();
            case COMMAND_ANSWER -> prefix + "up.2xx";
            case MESSAGE -> prefix + "up.3xx";
            case IGNORED -> throw new IllegalArgumentException("family: IGNORED (expected: one that goes to Kafka)");
        };
    }

    /** Requests of devices, 1xx. */
    public String upRequests() {
        return prefix + "up.1xx";
    }

    /** What is to be sent to the devices of one edge. */
    public String down(EdgeId edge) {
        return downOfAny() + edge.value();
    }

    /** What the names of all edges' down topics begin with. */
    public String downOfAny() {
        return prefix + "down.";
    }

    /** Who is connected where; compacted. */
    public String sessions() {
        return prefix + "sessions";
    }

    /** Notices for many devices, key = MQTT topic; every edge reads all of it. */
    public String broadcast() {
        return prefix + "broadcast";
    }

    /** What happened to devices, for anyone. */
    public String events() {
        return prefix + "events";
    }

    /** The outcome of each down record that asked for it. */
    public String receipts() {
        return prefix + "receipts";
    }

    /** The edges' signs of life, in one order. */
    public String edges() {
        return prefix + "edges";
    }

    /** What administrators of organisations are to be told, key = group id. */
    public String notifications() {
        return prefix + "notifications";
    }

    /** What the platform tells a cloud app. */
    public String appIn(AppId app) {
        return prefix + "app." + app + ".in";
    }

    /** What a cloud app tells the platform. */
    public String appOut(AppId app) {
        return prefix + "app." + app + ".out";
    }

    /** The names of all {@code out} topics, those of apps that are still to come included. */
    public Pattern appOutOfAny() {
        return Pattern.compile(Pattern.quote(prefix + "app.") + "[1-9][0-9]{0,15}" + Pattern.quote(".out"));
    }

    /** The app an {@code out} topic belongs to; empty when it is none. */
    public Optional<AppId> appOfOut(String topic) {
        String stem = prefix + "app.";
        return topic.startsWith(stem) && topic.endsWith(".out") && topic.length() > stem.length() + 4
                ? AppId.parse(topic.substring(stem.length(), topic.length() - 4))
                : Optional.empty();
    }

    /** What the registry has to store: requests a dispatcher accepted, and refusals of edges. */
    public String registryWrites() {
        return prefix + "registry";
    }

    /** What could not be processed, with the reason and origin in its headers. */
    public String deadLetter() {
        return prefix + "dead-letter";
    }
}
