package io.deligate.registryservice.binding;

import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.revision.Precondition;
import org.jspecify.annotations.Nullable;

/**
 * Who wants a binding changed.
 *
 * @param user in whose name the device is told; null = the platform's
 */
public record BindingRequest(@Nullable String user, Precondition precondition, Actor actor) {}
