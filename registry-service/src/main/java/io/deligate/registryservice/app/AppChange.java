package io.deligate.registryservice.app;

import io.deligate.protocol.ProductModel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to become different about an app; null keeps what is there. */
public record AppChange(
        @Nullable String name,
        @Nullable String icon,
        @Nullable List<ProductModel> products,
        @Nullable AppStatus status) {
    /** The app after the change; equal to the app before when nothing becomes different. */
    public App appliedTo(App app, Instant now) {
        App same = with(app, app.revision(), app.updatedAt());
        return same.equals(app) ? app : with(app, app.revision() + 1, now);
    }

    private App with(App app, long revision, Instant updatedAt) {
        return new App(
                app.id(),
                name == null ? app.name() : name,
                icon == null ? app.icon() : icon,
                products == null ? app.products() : products,
                status == null ? app.status() : status,
                revision,
                app.createdAt(),
                updatedAt);
    }
}
