package io.deligate.rolloutgate;

import io.deligate.protocol.ProductModel;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was heard of each model's releases: the newest record of each. Thread-safe. */
public final class KnownReleases {
    private final Map<ProductModel, ModelReleases> models = new ConcurrentHashMap<>();

    /**
     * Takes a record in; returns what it says when that is news. Records may come twice, and of several senders out of
     * order. An older revision counts again once the newer one is no longer renewed: then its sender's database is gone.
     */
    public Optional<ModelReleases> heard(ModelReleases releases, Instant now) {
        ModelReleases kept = models.merge(
                releases.product(),
                releases,
                (known, heard) -> heard.isNewerThan(known) || known.validUntil().isBefore(now) ? heard : known);
        return kept.equals(releases) ? Optional.of(releases) : Optional.empty();
    }

    /** What is known of every model. */
    public Collection<ModelReleases> all() {
        return List.copyOf(models.values());
    }

    /** What is known of the model, empty when nothing was heard. */
    public Optional<ModelReleases> of(ProductModel product) {
        return Optional.ofNullable(models.get(product));
    }
}
