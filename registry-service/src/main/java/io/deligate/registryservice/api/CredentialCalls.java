package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.credential.CredentialMaker;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.registryservice.credential.DeviceSecret;
import io.deligate.registryservice.credential.DeviceSecrets;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryservice.device.Devices;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that register a device with a pair of its own, and those about such pairs. */
public final class CredentialCalls implements Calls {
    private static final String NO_STORE = "no-store";

    private final Devices devices;
    private final DeviceSecrets secrets;
    private final CredentialMaker maker;
    private final Clock clock;

    public CredentialCalls(Devices devices, DeviceSecrets secrets, CredentialMaker maker, Clock clock) {
        this.devices = devices;
        this.secrets = secrets;
        this.maker = maker;
        this.clock = clock;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("createDevice", this::create);
        operations.add("addCredentials", this::add);
        operations.add("listCredentials", this::list);
        operations.add("endCredentials", this::end);
    }

    /**
     * A pair and what its owner is told about it.
     *
     * @param shown the password if it was made up here; who gave one knows it
     */
    private record Issued(NewSecret secret, @Nullable Secret shown) {
        void write(JsonGenerator out) throws IOException {
            out.writeStringField("secret_id", secret.id());
            out.writeStringField("username", secret.username());
            if (shown != null) {
                out.writeStringField("password", shown.reveal());
            }
        }
    }

    private Issued issue(DeviceId device, JsonBody body, Instant notBefore, @Nullable Instant notAfter) {
        String username = body.has("username") ? body.text("username") : device.value();
        boolean given = body.has("password");
        Secret password = given ? new Secret(body.text("password")) : maker.newPassword();
        NewSecret secret = maker.hashed(device, new Credentials(username, password), notBefore, notAfter);
        return new Issued(secret, given ? null : password);
    }

    private Future<Answer> create(Request request) {
        JsonBody body = request.body();
        DeviceId id = body.parsed("device_id", DeviceId::parse);
        ProductModel product = body.parsed("product", ProductModel::parse);
        Issued issued = issue(id, body, now(), null);
        return secrets.register(product, issued.secret(), request.actor())
                .compose(outcome -> {
                    refuseUnlessDone(outcome);
                    return devices.find(id);
                })
                .map(found -> Lists.one(201, found.orElseThrow(), (device, out) -> {
                            out.writeStartObject();
                            DeviceCalls.writeFields(device, out);
                            issued.write(out);
                            out.writeEndObject();
                        })
                        .with("Location", "/v1/devices/" + id)
                        .with("Cache-Control", NO_STORE));
    }

    private Future<Answer> add(Request request) {
        DeviceId id = device(request);
        JsonBody body = request.body();
        Instant given = body.parsedOrNull("not_before", CredentialCalls::time);
        Instant notBefore = given == null ? now() : given;
        Instant notAfter = body.parsedOrNull("not_after", CredentialCalls::time);
        if (notAfter != null && !notAfter.isAfter(notBefore)) {
            throw body.bad("not_after");
        }
        Issued issued = issue(id, body, notBefore, notAfter);
        Duration overlap = Duration.ofSeconds(body.integer("overlap_s"));
        return secrets.add(issued.secret(), overlap, request.actor()).map(outcome -> {
            refuseUnlessDone(outcome);
            return Lists.one(201, issued, (one, out) -> {
                        out.writeStartObject();
                        one.write(out);
                        writeTimes(one.secret().notBefore(), one.secret().notAfter(), out);
                        out.writeEndObject();
                    })
                    .with("Cache-Control", NO_STORE);
        });
    }

    private Future<Answer> list(Request request) {
        request.query().end();
        return secrets.list(device(request))
                .map(found -> Lists.page(
                        new Page<>(found.orElseThrow(() -> CallerFault.notFound("this device")), null),
                        CredentialCalls::write));
    }

    private Future<Answer> end(Request request) {
        return secrets.end(device(request), request.path("secret_id"), request.actor())
                .map(ended -> {
                    if (!ended) {
                        throw CallerFault.notFound("this pair");
                    }
                    return Answer.nothing();
                });
    }

    private static void refuseUnlessDone(DeviceSecrets.Outcome outcome) {
        switch (outcome) {
            case DONE -> {
                // goes on
            }
            case EXISTS -> throw new CallerFault(Problem.of(409, "exists", "device exists already"));
            case NO_PRODUCT ->
                throw new CallerFault(Problem.body(
                        422, "no-product", "/product", "product: does not exist (expected: a registered one)"));
            case NO_DEVICE -> throw CallerFault.notFound("this device");
            case TOO_MANY ->
                throw new CallerFault(Problem.of(
                        409,
                        "too-many",
                        "device has " + DeviceSecrets.MOST + " pairs (expected: fewer; end one, or overlap_s 0)"));
        }
    }

    private static DeviceId device(Request request) {
        return DeviceId.parse(request.path("id")).orElseThrow(() -> CallerFault.notFound("this device"));
    }

    /** To the millisecond, as times travel. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    private static void write(DeviceSecret secret, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("secret_id", secret.id());
        out.writeStringField("username", secret.username());
        writeTimes(secret.notBefore(), secret.notAfter(), out);
        out.writeStringField("created_at", secret.createdAt().toString());
        out.writeEndObject();
    }

    private static void writeTimes(Instant notBefore, @Nullable Instant notAfter, JsonGenerator out)
            throws IOException {
        out.writeStringField("not_before", notBefore.toString());
        if (notAfter == null) {
            out.writeNullField("not_after");
        } else {
            out.writeStringField("not_after", notAfter.toString());
        }
    }
}
