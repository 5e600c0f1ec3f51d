package io.deligate.mqttedge.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.protocol.ProductType;
import io.deligate.registryview.AuthScheme;
import io.deligate.registryview.ProductKey;
import io.deligate.registryview.ProductView;
import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductKeySchemeTest {
    private static final DeviceId DEVICE = new DeviceId("DL3785W_0001");
    private static final Instant END = Instant.parse("2026-05-01T08:00:00Z");

    private static ProductView product(String... keys) {
        return new ProductView(
                new ProductModel("DL3785W"),
                new ProductType("KQ"),
                AuthScheme.PRODUCT_KEY,
                true,
                true,
                Stream.of(keys)
                        .map(key -> new ProductKey(new Secret(key), key.equals("older") ? END : null))
                        .toList());
    }

    /** The digests are of {@code DL3785W_0001-DL3785W-secret} and {@code ...-older}, by {@code md5sum}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "lower case,              129afe53cfac22c1b27ebd7d610281f1, true",
        "upper case,              129AFE53CFAC22C1B27EBD7D610281F1, true",
        "mixed case,              129AFE53CFAC22C1b27ebd7d610281f1, true",
        "the older key,           f6001060a787e87990588565259c741a, true",
        "another device's,        f42eb211b9ad1c70843999b102b99cc3, false",
        "a key that is no more,   1f54d5af167311e2a3dc5a4dc3c8cda4, false",
        "one digit wrong,         a29afe53cfac22c1b27ebd7d610281f1, false",
        "one digit short,         129afe53cfac22c1b27ebd7d610281f, false",
        "one digit more,          129afe53cfac22c1b27ebd7d610281f10, false",
        "no hex,                  zz9afe53cfac22c1b27ebd7d610281f1, false",
        "the key itself,          secret, false",
        "nothing,                 '', false"
    })
    @Tag("R1")
    @Tag("R2")
    @Tag("R3")
    @Tag("R4")
    void comparesWithEveryValidKey(String what, String password, boolean matches) {
        assertThat(ProductKeyScheme.matches(DEVICE, product("secret", "older"), password, END.minusMillis(1)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"129afe53cfac22c1b27ebd7d610281f1", "00000000000000000000000000000000"})
    void aProductWithoutAKeyLetsNobodyIn(String password) {
        assertThat(ProductKeyScheme.matches(DEVICE, product(), password, END.minusMillis(1)))
                .isFalse();
    }

    @Test
    void aKeysEndIsKeptWithoutAnybodyBeingTold() {
        ProductView rotated = product("secret", "older");
        assertThat(ProductKeyScheme.matches(DEVICE, rotated, "f6001060a787e87990588565259c741a", END))
                .isFalse();
        assertThat(ProductKeyScheme.matches(DEVICE, rotated, "129afe53cfac22c1b27ebd7d610281f1", END))
                .isTrue();
    }
}
