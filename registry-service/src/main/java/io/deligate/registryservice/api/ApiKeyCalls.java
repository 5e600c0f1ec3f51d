package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.registryservice.access.ApiKey;
import io.deligate.registryservice.access.ApiKeys;
import io.deligate.registryservice.access.Callers;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The calls about who may call. */
public final class ApiKeyCalls implements Calls {
    private final ApiKeys keys;
    private final Callers callers;
    private final Clock clock;

    public ApiKeyCalls(ApiKeys keys, Callers callers, Clock clock) {
        this.keys = keys;
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("createApiKey", this::create);
        operations.add("listApiKeys", this::list);
        operations.add("getApiKey", this::get);
        operations.add("deleteApiKey", this::delete);
    }

    private Future<Answer> create(Request request) {
        JsonBody body = request.body();
        Instant expiresAt = body.parsedOrNull("expires_at", Timestamps::parse);
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw body.bad("expires_at");
        }
        return callers.issue(body.text("name"), body.parsed("role", ApiRole::parse), expiresAt, request.actor())
                .map(issued -> Lists.one(201, issued, ApiKeyCalls::write)
                        .with("Location", "/v1/api-keys/" + issued.key().id())
                        .with("Cache-Control", "no-store"));
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return keys.list(page).map(found -> Lists.page(found, ApiKeyCalls::write));
    }

    private Future<Answer> get(Request request) {
        return keys.find(request.path("key_id"))
                .map(found -> Lists.one(200, found.orElseThrow(ApiKeyCalls::unknown), ApiKeyCalls::write));
    }

    private Future<Answer> delete(Request request) {
        return callers.remove(request.path("key_id"), request.actor()).map(removal -> switch (removal) {
            case DONE -> Answer.nothing();
            case UNKNOWN -> throw unknown();
            case LAST_ADMIN ->
                throw new CallerFault(Problem.of(
                        409, "last-admin", "key: the last administrator's (expected: one that leaves another behind)"));
        });
    }

    private static CallerFault unknown() {
        return CallerFault.notFound("this key");
    }

    private static void write(Callers.Issued issued, JsonGenerator out) throws IOException {
        write(issued.key(), issued.secret().reveal(), out);
    }

    private static void write(ApiKey key, JsonGenerator out) throws IOException {
        write(key, null, out);
    }

    private static void write(ApiKey key, @Nullable String secret, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key_id", key.id());
        out.writeStringField("name", key.name());
        out.writeStringField("role", key.role().text());
        out.writeStringField("created_at", key.createdAt().toString());
        Timestamps.write("expires_at", key.expiresAt(), out);
        Timestamps.write("used_at", key.usedAt(), out);
        if (secret != null) {
            out.writeStringField("key", secret);
        }
        out.writeEndObject();
    }
}
