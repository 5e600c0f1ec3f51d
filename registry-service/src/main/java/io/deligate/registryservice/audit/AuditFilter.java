package io.deligate.registryservice.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which changes are wanted; null = no matter. */
public record AuditFilter(
        @Nullable Instant since,
        @Nullable String actor,
        @Nullable String target) {}
