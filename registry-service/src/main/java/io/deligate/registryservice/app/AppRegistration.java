package io.deligate.registryservice.app;

import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.change.Actor;
import io.deligate.registryservice.revision.Precondition;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Registers and changes apps. An app's topics are made before its row: whoever sees an app can talk with it. When the row
 * cannot be written then, two empty topics of a number that is never used again are what is left.
 */
public final class AppRegistration {
    private final Apps apps;
    private final AppTopics topics;
    private final Clock clock;

    public AppRegistration(Apps apps, AppTopics topics, Clock clock) {
        this.apps = apps;
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * Succeeds with the app once it and its topics are there; fails with {@link UnknownProduct}, or with
     * {@link TopicsUnavailable} while Kafka is away.
     */
    public Future<App> register(String name, String icon, List<ProductModel> products, Actor actor) {
        return check(products).compose(none -> apps.newId()).compose(id -> register(id, name, icon, products, actor));
    }

    private Future<App> register(AppId id, String name, String icon, List<ProductModel> products, Actor actor) {
        App app = App.of(id, name, icon, products, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return topics.make(id).compose(made -> apps.add(app, actor)).map(app);
    }

    /** As {@link Apps#change}; fails with {@link UnknownProduct} too. */
    public Future<Optional<App>> change(AppId id, AppChange change, Precondition precondition, Actor actor) {
        List<ProductModel> products = change.products();
        return (products == null ? Future.<Void>succeededFuture() : check(products))
                .compose(none -> apps.change(id, change, precondition, actor));
    }

    private Future<Void> check(List<ProductModel> products) {
        return apps.known(products).map(known -> {
            firstUnknown(products, known);
            return null;
        });
    }

    private static void firstUnknown(List<ProductModel> products, Set<ProductModel> known) {
        for (int i = 0; i < products.size(); i++) {
            if (!known.contains(products.get(i))) {
                throw new UnknownProduct(i);
            }
        }
    }
}
