package io.deligate.mqttedge.access;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.DeviceTopics;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.registryview.ProductView;
import io.deligate.registryview.RegistryView;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may connect (A9-A14, A26): first what the client can prove, then what the registry says about it. A device
 * with credentials of its own is known by them alone, whatever its product allows (A10); every other one by its
 * product's key.
 */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);

    private final RegistryView registry;
    private final Set<String> certified;
    private final Clock clock;

    /** Devices of the models in {@code certified} must show a certificate of theirs. */
    public Access(RegistryView registry, Collection<String> certified, Clock clock) {
        this.registry = registry;
        this.certified = Set.copyOf(certified);
        this.clock = clock;
    }

    /** A CONNECT that says all it must. */
    private record Claim(
            DeviceId device,
            String userName,
            String password,
            @Nullable String willTopic,
            @Nullable String certificateName) {}

    /** Always succeeds: a registry that does not answer is a refusal too. */
    public Future<Decision> decide(ConnectRequest request) {
        Optional<DeviceId> device = Optional.ofNullable(request.clientId()).flatMap(DeviceId::parse);
        if (device.isEmpty()) {
            return refused(Refusal.BAD_ID);
        }
        if (request.userName() == null || request.password() == null) {
            return refused(Refusal.NO_CREDENTIALS);
        }
        Claim claim = new Claim(
                device.get(), request.userName(), request.password(), request.willTopic(), request.certificateName());
        return registry.device(claim.device())
                .compose(view -> view.isPresent() && view.get().ownCredentials()
                        ? byOwnCredentials(claim, view.get())
                        : byProductKey(claim, view))
                .recover(failure -> {
                    log.atDebug()
                            .addKeyValue("device_id", claim.device())
                            .setCause(failure)
                            .log("registry did not answer");
                    return refused(Refusal.UNAVAILABLE);
                });
    }

    private Future<Decision> byOwnCredentials(Claim claim, DeviceView device) {
        return switch (OwnCredentialsScheme.check(device, claim.userName(), claim.password(), clock.instant())) {
            case WRONG -> refused(Refusal.OWN_CREDENTIALS);
            case NOT_NOW -> refused(Refusal.CREDENTIALS_EXPIRED);
            case RIGHT ->
                registry.product(device.product())
                        .map(product -> product.isEmpty()
                                ? new Decision.Refused(Refusal.UNKNOWN_PRODUCT)
                                : judge(claim, product.get(), Optional.of(device)));
        };
    }

    /** A device the registry has never seen is accepted on the product key alone (design D10). */
    private Future<Decision> byProductKey(Claim claim, Optional<DeviceView> device) {
        Optional<ProductModel> model = ProductModel.parse(claim.userName());
        if (model.isEmpty()) {
            return Future.succeededFuture(unknown(claim));
        }
        return registry.product(model.get()).map(known -> {
            if (known.isEmpty()) {
                return unknown(claim);
            }
            ProductView product = known.get();
            if (!ProductKeyScheme.matches(claim.device(), product, claim.password(), clock.instant())) {
                return new Decision.Refused(Refusal.BAD_PASSWORD);
            }
            if (!hasProductsForm(claim.device(), product.model())) {
                return new Decision.Refused(Refusal.BAD_ID);
            }
            Decision decision = judge(claim, product, device);
            boolean allowed = product.auth() == AuthScheme.PRODUCT_KEY;
            return decision instanceof Decision.Granted && !allowed
                    ? new Decision.Refused(Refusal.NOT_PRE_REGISTERED)
                    : decision;
        });
    }

    /** What holds for whoever has proved who they are. */
    private Decision judge(Claim claim, ProductView product, Optional<DeviceView> device) {
        if (!showsCertificate(claim.device(), product.model(), claim.certificateName())) {
            return new Decision.Refused(Refusal.NO_CERTIFICATE);
        }
        if (claim.willTopic() != null && !claim.willTopic().equals(DeviceTopics.UPLINK)) {
            return new Decision.Refused(Refusal.WILL_TOPIC);
        }
        if (!product.enabled()) {
            return new Decision.Refused(Refusal.PRODUCT_DISABLED);
        }
        if (device.isPresent() && device.get().status() == DeviceStatus.BANNED) {
            return new Decision.Refused(Refusal.BANNED);
        }
        return new Decision.Granted(claim.device(), product);
    }

    private static Decision unknown(Claim claim) {
        boolean never = OwnCredentialsScheme.checkNobody(claim.password());
        assert !never;
        return new Decision.Refused(Refusal.UNKNOWN_PRODUCT);
    }

    /** {@code M_SN} with a serial number that is not empty (A12). */
    private static boolean hasProductsForm(DeviceId device, ProductModel model) {
        String stem = model.value() + "_";
        return device.value().startsWith(stem) && device.value().length() > stem.length();
    }

    private boolean showsCertificate(DeviceId device, ProductModel model, @Nullable String name) {
        return !certified.contains(model.value())
                || device.value().equals(name)
                || model.value().equals(name);
    }

    private static Future<Decision> refused(Refusal why) {
        return Future.succeededFuture(new Decision.Refused(why));
    }
}
