package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.AppId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.app.App;
import io.deligate.registryservice.app.AppChange;
import io.deligate.registryservice.app.AppRegistration;
import io.deligate.registryservice.app.AppStatus;
import io.deligate.registryservice.app.Apps;
import io.deligate.registryservice.app.TopicsUnavailable;
import io.deligate.registryservice.app.UnknownProduct;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls about cloud apps. */
public final class AppCalls implements Calls {
    private static final Logger log = LoggerFactory.getLogger(AppCalls.class);

    private final Apps apps;
    private final AppRegistration registration;

    public AppCalls(Apps apps, AppRegistration registration) {
        this.apps = apps;
        this.registration = registration;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("createApp", this::create);
        operations.add("listApps", this::list);
        operations.add("getApp", this::get);
        operations.add("updateApp", this::update);
    }

    private Future<Answer> create(Request request) {
        JsonBody body = request.body();
        return registration
                .register(body.text("name"), body.text("icon"), products(body), request.actor())
                .map(app -> answer(201, app).with("Location", "/v1/apps/" + app.id()))
                .recover(AppCalls::refused);
    }

    private Future<Answer> update(Request request) {
        JsonBody body = request.body();
        AppChange change = new AppChange(
                body.has("name") ? body.text("name") : null,
                body.has("icon") ? body.text("icon") : null,
                body.has("products") ? products(body) : null,
                body.has("status") ? body.parsed("status", AppStatus::parse) : null);
        return AppId.parse(request.path("service_id"))
                .map(id -> registration.change(id, change, request.precondition(), request.actor()))
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(changed -> answer(200, known(changed)))
                .recover(AppCalls::refused);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return apps.list(page).map(found -> Lists.page(found, AppCalls::write));
    }

    private Future<Answer> get(Request request) {
        return AppId.parse(request.path("service_id"))
                .map(apps::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> answer(200, known(found)));
    }

    private static App known(Optional<App> found) {
        return found.orElseThrow(() -> CallerFault.notFound("this app"));
    }

    private static List<ProductModel> products(JsonBody body) {
        return body.texts("products").stream().map(ProductModel::new).toList();
    }

    private static Future<Answer> refused(Throwable failure) {
        if (failure instanceof UnknownProduct unknown) {
            return Future.failedFuture(
                    Place.BODY.field("products").item(unknown.place()).unknown("a product that exists"));
        }
        if (failure instanceof TopicsUnavailable) {
            log.atWarn().setCause(failure.getCause()).log("app not made");
            return Future.failedFuture(new CallerFault(
                    Problem.of(503, "kafka-unavailable", "kafka does not make the app's topics; try again")));
        }
        return Future.failedFuture(failure);
    }

    private static Answer answer(int status, App app) {
        return Lists.one(status, app, AppCalls::write).withRevision(app.revision());
    }

    private static void write(App app, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("service_id", app.id().value());
        out.writeStringField("name", app.name());
        out.writeStringField("icon", app.icon());
        out.writeArrayFieldStart("products");
        for (ProductModel model : app.products()) {
            out.writeString(model.value());
        }
        out.writeEndArray();
        out.writeStringField("status", app.status().text());
        out.writeStringField("created_at", app.createdAt().toString());
        out.writeStringField("updated_at", app.updatedAt().toString());
        out.writeEndObject();
    }
}
