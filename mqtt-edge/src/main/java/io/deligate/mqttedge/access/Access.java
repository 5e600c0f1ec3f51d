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
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who may connect (A9-A14, A26): first what the client can prove, then what the registry says about it. */
public final class Access {
    private static final Logger log = LoggerFactory.getLogger(Access.class);

    private final RegistryView registry;
    private final Set<String> certified;

    /** Devices of the models in {@code certified} must show a certificate of theirs. */
    public Access(RegistryView registry, Collection<String> certified) {
        this.registry = registry;
        this.certified = Set.copyOf(certified);
    }

    /** Always succeeds: a registry that does not answer is a refusal too. */
    public Future<Decision> decide(ConnectRequest request) {
        Optional<DeviceId> device = Optional.ofNullable(request.clientId()).flatMap(DeviceId::parse);
        if (device.isEmpty()) {
            return refused(Refusal.BAD_ID);
        }
        String userName = request.userName();
        String password = request.password();
        if (userName == null || password == null) {
            return refused(Refusal.NO_CREDENTIALS);
        }
        Optional<ProductModel> model = ProductModel.parse(userName);
        if (model.isEmpty()) {
            return refused(Refusal.UNKNOWN_PRODUCT);
        }
        return registry.product(model.get())
                .compose(product -> judge(device.get(), product, password, request))
                .recover(failure -> {
                    log.atDebug()
                            .addKeyValue("device_id", device.get())
                            .setCause(failure)
                            .log("registry did not answer");
                    return refused(Refusal.UNAVAILABLE);
                });
    }

    private Future<Decision> judge(
            DeviceId device, Optional<ProductView> known, String password, ConnectRequest request) {
        if (known.isEmpty()) {
            return refused(Refusal.UNKNOWN_PRODUCT);
        }
        ProductView product = known.get();
        if (!ProductKeyScheme.matches(device, product, password)) {
            return refused(Refusal.BAD_PASSWORD);
        }
        if (!hasProductsForm(device, product.model())) {
            return refused(Refusal.BAD_ID);
        }
        if (!showsCertificate(device, product.model(), request.certificateName())) {
            return refused(Refusal.NO_CERTIFICATE);
        }
        String willTopic = request.willTopic();
        if (willTopic != null && !willTopic.equals(DeviceTopics.UPLINK)) {
            return refused(Refusal.WILL_TOPIC);
        }
        if (!product.enabled()) {
            return refused(Refusal.PRODUCT_DISABLED);
        }
        return registry.device(device).map(view -> judge(device, product, view));
    }

    /** A device the registry has never seen is accepted on the product key alone (design D10). */
    private static Decision judge(DeviceId device, ProductView product, Optional<DeviceView> view) {
        if (view.isPresent() && view.get().ownCredentials()) {
            return new Decision.Refused(Refusal.OWN_CREDENTIALS);
        }
        if (view.isPresent() && view.get().status() == DeviceStatus.BANNED) {
            return new Decision.Refused(Refusal.BANNED);
        }
        if (product.auth() == AuthScheme.PRE_REGISTERED) {
            return new Decision.Refused(Refusal.NOT_PRE_REGISTERED);
        }
        return new Decision.Granted(device, product);
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
