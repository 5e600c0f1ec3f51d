package io.deligate.registryservice.app;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stored apps. */
public interface Apps {
    /** Succeeds with a number that no app has or will have but the one it is taken for. */
    Future<AppId> newId();

    /** Succeeds with those of the models that are registered. */
    Future<Set<ProductModel>> known(List<ProductModel> models);

    /** Succeeds once the app is committed. */
    Future<Void> add(App app, Actor actor);

    /**
     * Succeeds with the app as it is after the change, empty when there is none; fails with
     * {@link io.deligate.registryservice.revision.StaleRevision} when it is not the one its caller has seen.
     */
    Future<Optional<App>> change(AppId id, AppChange change, Precondition precondition, Actor actor);

    /** Succeeds with the app, empty when there is none. */
    Future<Optional<App>> find(AppId id);

    /** Succeeds with apps in the order of their numbers. */
    Future<Page<App>> list(PageRequest page);
}
