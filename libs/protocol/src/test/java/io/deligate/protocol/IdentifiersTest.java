package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    private static final String SIXTY_FOUR = "x".repeat(64);

    @Tag("R9")
    @ParameterizedTest
    @ValueSource(strings = {"DL3785W_1234567890", "3765C_0123456789abcdef", "a", "Z", "-", "_", "0", "9"})
    void takesDeviceIdsOfLettersDigitsDashAndUnderscore(String id) {
        assertThat(DeviceId.parse(id)).contains(new DeviceId(id));
        assertThat(new DeviceId(id)).hasToString(id);
    }

    @Tag("R9")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a/b", "a#", "a+", "设备", "a\u0000", "a.b", "$a", "a\n", "a:b", "a@", "a[", "a`", "a{"
            })
    void refusesDeviceIdsWithAnythingElse(String id) {
        assertThat(DeviceId.parse(id)).isEmpty();
        assertThatThrownBy(() -> new DeviceId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)device_id: .* \\(expected: 1 to 64 letters, digits, - or _\\)");
    }

    @Tag("R9")
    @Test
    void takesDeviceIdsOfSixtyFourCharactersAndNotOneMore() {
        assertThat(DeviceId.parse(SIXTY_FOUR)).isPresent();
        assertThat(DeviceId.parse(SIXTY_FOUR + "x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DL3785W", "3765C", "K", "A-1", "ABCDEFGHIJ123456"})
    void takesModelsAndTypesOfCapitalsDigitsAndDash(String name) {
        assertThat(ProductModel.parse(name)).contains(new ProductModel(name));
        assertThat(ProductType.parse(name)).contains(new ProductType(name));
        assertThat(new ProductModel(name)).hasToString(name);
        assertThat(new ProductType(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dl", "A_B", "A/B", "ABCDEFGHIJ1234567", "考勤", "A ", "#", "+"})
    void refusesOtherModelsAndTypes(String name) {
        assertThat(ProductModel.parse(name)).isEmpty();
        assertThat(ProductType.parse(name)).isEmpty();
        assertThatThrownBy(() -> new ProductModel(name)).hasMessageStartingWith("product: ");
        assertThatThrownBy(() -> new ProductType(name)).hasMessageStartingWith("type: ");
    }

    @Test
    void takesNumericIdsThatADoubleHoldsExactly() {
        assertThat(AppId.parse("1")).contains(new AppId(1));
        assertThat(AppId.parse("9007199254740991")).contains(new AppId((1L << 53) - 1));
        assertThat(GroupId.parse("1000")).contains(new GroupId(1000));
        assertThat(new AppId(2001)).hasToString("2001");
        assertThat(new GroupId(1000)).hasToString("1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+1",
                "007",
                " 1",
                "1 ",
                "1.0",
                "1e3",
                "0x1",
                "system",
                "9007199254740992",
                "９",
                "99999999999999999999"
            })
    void refusesOtherSpellingsOfNumericIds(String text) {
        assertThat(AppId.parse(text)).isEmpty();
        assertThat(GroupId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesNumericIdsOutOfRange(long value) {
        assertThatThrownBy(() -> new AppId(value))
                .hasMessage("service_id: " + value + " (expected: an integer from 1 to 2^53-1)");
        assertThatThrownBy(() -> new GroupId(value)).hasMessageStartingWith("group_id: " + value);
    }

    @Test
    void namesTheTopics() {
        ProductType type = new ProductType("KQ");
        assertThat(DeviceTopics.UPLINK).isEqualTo("device");
        assertThat(DeviceTopics.typeTopic(type)).isEqualTo("KQ");
        assertThat(DeviceTopics.modelTopic(type, new ProductModel("DL3785W"))).isEqualTo("KQ/DL3785W");
    }

    @Test
    void keepsTheRefusedValueShortInTheMessage() {
        assertThatThrownBy(() -> new DeviceId("?".repeat(10_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
    }
}
