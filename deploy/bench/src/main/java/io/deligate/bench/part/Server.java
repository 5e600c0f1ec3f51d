package io.deligate.bench.part;

import io.deligate.bench.child.ChildProcess;

/**
 * A process to which devices connect.
 *
 * @param address {@code host:port}
 */
public record Server(ChildProcess process, String address) {}
