package io.deligate.systemtests;

import io.deligate.testkit.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One process's place in an installation: its host and its settings, ports among them, stay when its process is another one. */
class Seat {
    private final String name;
    private final String service;
    private final Host host;
    private final Map<String, String> settings;
    private final Path logs;
    private DeligateProcess process;
    private int lives;

    /** What its processes printed goes to that folder, a file each, named after the seat and counted from 1. */
    Seat(String name, String service, Host host, Map<String, String> settings, Path logs) {
        this.name = name;
        this.service = service;
        this.host = host;
        this.settings = Map.copyOf(settings);
        this.logs = logs;
    }

    String name() {
        return name;
    }

    Host host() {
        return host;
    }

    /** Starts its process, the first time or again; it is not ready yet. */
    void launch() throws IOException {
        keepLog();
        process = DeligateProcess.start(host, settings, service);
        lives++;
    }

    void awaitReady() {
        process.awaitLine(service + " is ready");
    }

    /** The process that was started last. */
    DeligateProcess process() {
        return process;
    }

    /** Asks its process to end. */
    void terminate() {
        if (process != null) {
            process.terminate();
        }
    }

    /** Returns when its process is gone. */
    void end() throws IOException {
        if (process != null) {
            process.close();
            keepLog();
        }
    }

    private void keepLog() throws IOException {
        if (process != null) {
            var unused = Files.write(logs.resolve(name + "-" + lives + ".log"), process.lines());
        }
    }
}
