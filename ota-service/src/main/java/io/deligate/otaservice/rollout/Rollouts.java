package io.deligate.otaservice.rollout;

import io.deligate.otaservice.access.Caller;
import io.deligate.otaservice.firmware.Firmware;
import io.deligate.protocol.ProductModel;
import io.deligate.rolloutgate.ModelReleases;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored rollouts; every method fails when the database does not answer. */
public interface Rollouts {
    /** Succeeds with the new draft. */
    Future<StoredRollout> draft(Firmware firmware, String seed, RolloutPlan plan, Caller caller);

    /** Succeeds with it, empty when there is none. */
    Future<Optional<StoredRollout>> find(String id);

    /** Succeeds with up to {@code rows} of them in the order of their ids, behind {@code after}. */
    Future<List<StoredRollout>> list(@Nullable ProductModel product, String after, int rows);

    /**
     * Succeeds with the rollout in its new state, once that is stored and due to be published; empty when there is none.
     * Fails with {@link IllegalMove}.
     */
    Future<Optional<StoredRollout>> move(String id, Move move, String reason, Caller caller);

    /** Succeeds with those that run. */
    Future<List<StoredRollout>> running();

    /**
     * Succeeds with those that devices may be taking: running or paused, and those that were completed or aborted within
     * the last days.
     */
    Future<List<StoredRollout>> live();

    /** What was done to it, the newest first, a hundred entries at most. */
    Future<List<JsonObject>> history(String id);

    /** Succeeds with what everybody has to know about the model, empty when it has no firmware. */
    Future<Optional<ModelReleases>> releases(ProductModel product, Instant validUntil);

    /** The models of which Kafka does not have the newest, or has not been told for so long. */
    Future<List<ProductModel>> due(Instant now, Duration whileRunning, Duration otherwise);

    /** Kafka has this revision of the model's releases. */
    Future<Void> published(ProductModel product, long revision, Instant at);
}
