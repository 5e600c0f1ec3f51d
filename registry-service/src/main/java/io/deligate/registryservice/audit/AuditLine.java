package io.deligate.registryservice.audit;

import io.deligate.registryservice.change.Actor;
import java.time.Instant;

/**
 * A change that was made.
 *
 * @param number grows with each change
 * @param action the call's operation, or what the platform did
 * @param target what it was done to: {@code product:<model>}, {@code key:<id>} ...
 * @param detail a JSON object
 */
public record AuditLine(long number, Instant at, Actor actor, String action, String target, String detail) {}
