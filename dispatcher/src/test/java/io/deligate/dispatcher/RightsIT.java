package io.deligate.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.GroupId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryview.DeviceStatus;
import io.deligate.registryview.DeviceView;
import io.deligate.streams.record.DeliHeaders;
import io.deligate.testkit.KafkaExtension;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a device may do: locked ones, and those that end their binding (104). */
@ExtendWith(KafkaExtension.class)
class RightsIT {
    @RegisterExtension
    static final AskedDispatcher dispatcher = new AskedDispatcher();

    @Test
    @Tag("R85")
    void hands104OnAsItCameAndLeavesTheAnswerToTheRegistry() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.product("DL3785W", true));
        String device = "DL3785W_" + dispatcher.edge;
        dispatcher.registry.put(AskedDispatcher.view(device, DeviceStatus.NORMAL, new GroupId(1), "1.0"));
        String request = "{\"mid\":17,\"action\":104}";

        dispatcher.ask(device, 7, request);
        dispatcher.ask(device, 7, "{\"action\":100}");

        assertThat(dispatcher.reply().getInteger("action")).isEqualTo(100);
        assertThat(dispatcher.writes(device)).containsExactly(request);
        assertThat(dispatcher.kafka.records(dispatcher.prefix + "registry").stream()
                        .filter(record -> record.key().equals(device))
                        .map(record -> DeliHeaders.text(record.headers(), DeliHeaders.MESSAGE_ID)
                                .orElse("none")))
                .containsExactly(device + ":7:1");
    }

    @Test
    @Tag("R86")
    void refuses104OfAProductThatIsNotAllowedTo() {
        dispatcher.makeDownTopic();
        dispatcher.registry.put(AskedDispatcher.product("KEPT", false));
        String device = "KEPT_" + dispatcher.edge;
        dispatcher.registry.put(new DeviceView(
                new DeviceId(device),
                new ProductModel("KEPT"),
                "",
                DeviceStatus.NORMAL,
                new GroupId(1),
                List.of(),
                "1.0",
                List.of(),
                7,
                null,
                null));

        dispatcher.ask(device, 7, "{\"action\":104}");

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isEqualTo(103);
        assertThat(dispatcher.writes(device)).isEmpty();
    }

    @Test
    @Tag("R88")
    void answers104WithMinus1WhileNobodyKnowsWhetherItIsAllowed() {
        dispatcher.makeDownTopic();
        String device = "UNKNOWN_" + dispatcher.edge;
        dispatcher.registry.down(true);
        try {
            dispatcher.ask(device, 7, "{\"action\":104}");
            assertThat(dispatcher.reply().getJsonObject("data").getInteger("code"))
                    .isEqualTo(-1);
            assertThat(dispatcher.writes(device)).isEmpty();
        } finally {
            dispatcher.registry.down(false);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":100}                             | 0",
                "{\"action\":101,\"data\":{\"name\":\"n\"}} | 105",
                "{\"action\":102}                             | 0",
                "{\"action\":103}                             | 102",
                "{\"action\":104}                             | 105",
                "{\"action\":105,\"data\":{\"code\":1}}     | 105"
            })
    @Tag("R92")
    void aLockedDeviceMayAskAboutItselfAndNothingElse(String request, int code) {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;
        dispatcher.registry.put(AskedDispatcher.view(device, DeviceStatus.LOCKED, new GroupId(1), "1.0"));

        dispatcher.ask(device, 7, request);

        assertThat(dispatcher.reply().getJsonObject("data").getInteger("code")).isEqualTo(code);
        assertThat(dispatcher.writes(device)).isEmpty();
    }

    @Test
    @Tag("R93")
    void aLockAndItsEndTakeEffectInMidSession() throws Exception {
        dispatcher.makeDownTopic();
        String device = "DL3785W_" + dispatcher.edge;
        dispatcher.registry.put(AskedDispatcher.view(device, DeviceStatus.NORMAL, null, "1.0"));
        assertThat(dispatcher.codeOfAnAlarm(device, 0)).isZero();

        dispatcher.registry.put(AskedDispatcher.view(device, DeviceStatus.LOCKED, null, "1.0"));
        dispatcher.changed(device);
        dispatcher.awaitCode(105, device);

        dispatcher.registry.put(AskedDispatcher.view(device, DeviceStatus.NORMAL, null, "1.0"));
        dispatcher.changed(device);
        dispatcher.awaitCode(0, device);
    }
}
