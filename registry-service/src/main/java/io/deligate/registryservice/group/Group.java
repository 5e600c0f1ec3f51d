package io.deligate.registryservice.group;

import io.deligate.protocol.GroupId;
import java.time.Instant;

/** An organisation. */
public record Group(GroupId id, String name, Instant createdAt) {}
