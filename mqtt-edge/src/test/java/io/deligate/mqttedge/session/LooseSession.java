package io.deligate.mqttedge.session;

import io.deligate.mqttedge.limits.HeldBytes;
import io.deligate.mqttedge.wire.FrontHandler;
import io.deligate.mqttedge.wire.ReadLimits;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.ProductView;
import io.deligate.streams.publish.OutcomeQueue;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;

/** Sessions without a connection, for what decides about sessions without a word to the device. */
public final class LooseSession {
    private LooseSession() {}

    public static Session of(DeviceId device, long epoch, OutcomeQueue loop) {
        ProductView product = new ProductView(
                new ProductModel("DL3785W"), new ProductType("KQ"), AuthScheme.PRODUCT_KEY, true, true, List.of());
        FrontHandler front = new FrontHandler(new ReadLimits(1, 1, new HeldBytes(1)), rule -> {}, connect -> {});
        Connection connection = new Connection(untouched(MqttEndpoint.class), front, loop);
        return new Session(
                device,
                product,
                epoch,
                connection,
                untouched(Vertx.class),
                SendLimits.defaults(),
                new KeptSessions(Clock.systemUTC()),
                null);
    }

    private static <T> T untouched(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    throw new AssertionError(method.getName() + " was called");
                }));
    }
}
