package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.apiaccess.problem.Problem;
import io.deligate.protocol.AppId;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.binding.BindingRefused;
import io.deligate.registryservice.binding.BindingRequest;
import io.deligate.registryservice.binding.Bindings;
import io.deligate.registryservice.device.Device;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that bind devices to organisations and apps and release them. */
public final class BindingCalls implements Calls {
    private static final String USER = "user_id";
    private static final int LONGEST_USER = 64;

    private final Bindings bindings;

    public BindingCalls(Bindings bindings) {
        this.bindings = bindings;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("bindDevice", this::bind);
        operations.add("unbindDevice", this::unbind);
        operations.add("bindApp", this::bindApp);
        operations.add("unbindApp", this::unbindApp);
    }

    private Future<Answer> bind(Request request) {
        JsonBody body = request.body();
        String user = body.parsedOrNull(USER, BindingCalls::user);
        GroupId group = new GroupId(body.integer("group_id"));
        return bound(bindings.bind(device(request), group, by(user, request)));
    }

    private Future<Answer> unbind(Request request) {
        return unbound(bindings.unbind(device(request), by(userOfQuery(request), request)));
    }

    private Future<Answer> bindApp(Request request) {
        return bound(bindings.bindApp(device(request), app(request), by(userOfQuery(request), request)));
    }

    private Future<Answer> unbindApp(Request request) {
        return unbound(bindings.unbindApp(device(request), app(request), by(userOfQuery(request), request)));
    }

    private static Future<Answer> bound(Future<Device> done) {
        return done.map(DeviceCalls::answer).recover(BindingCalls::refused);
    }

    private static Future<Answer> unbound(Future<Device> done) {
        return done.map(device -> Answer.nothing().withRevision(device.revision()))
                .recover(BindingCalls::refused);
    }

    private static DeviceId device(Request request) {
        return DeviceId.parse(request.path("id")).orElseThrow(() -> CallerFault.notFound("this device"));
    }

    private static AppId app(Request request) {
        return AppId.parse(request.path("service_id")).orElseThrow(() -> CallerFault.notFound("this app"));
    }

    private static BindingRequest by(@Nullable String user, Request request) {
        return new BindingRequest(
                user == null || user.isEmpty() ? null : user, request.precondition(), request.actor());
    }

    private static @Nullable String userOfQuery(Request request) {
        Query query = request.query();
        String user = query.value(USER, "at most " + LONGEST_USER + " characters on one line", BindingCalls::user);
        query.end();
        return user;
    }

    /** An empty one stands for none. */
    private static Optional<String> user(String text) {
        boolean usable = text.length() <= LONGEST_USER && text.chars().noneMatch(Character::isISOControl);
        return usable ? Optional.of(text) : Optional.empty();
    }

    private static Future<Answer> refused(Throwable failure) {
        return Future.failedFuture(failure instanceof BindingRefused refusal ? fault(refusal.reason()) : failure);
    }

    private static CallerFault fault(BindingRefused.Reason reason) {
        return switch (reason) {
            case UNKNOWN_DEVICE -> CallerFault.notFound("this device");
            case UNKNOWN_APP -> CallerFault.notFound("this app");
            case UNKNOWN_GROUP -> Place.BODY.field("group_id").unknown("an organisation that exists");
            case BOUND_ELSEWHERE ->
                new CallerFault(Problem.of(
                        409, "bound-elsewhere", "device: belongs to another organisation (expected: released by it)"));
            case APP_DISABLED ->
                CallerFault.unprocessable("app-disabled", "service_id: app is disabled (expected: an enabled one)");
            case WRONG_PRODUCT ->
                CallerFault.unprocessable(
                        "wrong-product", "service_id: app is not for this product (expected: one that lists it)");
        };
    }
}
