package io.deligate.registryservice.revision;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which revisions of a record its caller is ready to change. */
public final class Precondition {
    /** For a caller who did not say. */
    public static final Precondition NONE = new Precondition(null);

    private final @Nullable Set<Long> revisions;

    private Precondition(@Nullable Set<Long> revisions) {
        this.revisions = revisions;
    }

    /** One of these; an empty set fits no record. */
    public static Precondition oneOf(Set<Long> revisions) {
        return new Precondition(Set.copyOf(revisions));
    }

    /** Throws {@link StaleRevision} when the record has moved on; call it with the record's row held. */
    public void check(long revision) {
        if (revisions != null && !revisions.contains(revision)) {
            throw new StaleRevision();
        }
    }
}
