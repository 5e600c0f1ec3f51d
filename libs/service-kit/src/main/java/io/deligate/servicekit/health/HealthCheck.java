package io.deligate.servicekit.health;

import java.util.Optional;

/** One thing that must hold; it is asked on an event loop, so it only looks at what is already known. */
@FunctionalInterface
public interface HealthCheck {
    /** What is wrong, in words for an operator; empty when all is well. */
    Optional<String> problem();
}
