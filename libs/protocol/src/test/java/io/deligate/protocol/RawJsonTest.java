package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1, 2]", "\"x\"", "1.0", "null", " {\"a\" : 1e2 } ", "\"\\ud83d\\ude00\""})
    void keepsAValueAsSpelled(String text) {
        RawJson json = RawJson.parse(text);
        assertThat(json.text()).isEqualTo(text);
        assertThat(json.toBytes()).isEqualTo(Messages.utf8(text));
        assertThat(json.length()).isEqualTo(text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{}{}", "1 2", "{} x", "NaN", "'x'", "\"\\ud800\"", "\uFEFF{}", "{\"a\":\u0000}"})
    void refusesWhatIsNotExactlyOneValue(String text) {
        assertThatThrownBy(() -> RawJson.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("json: ");
    }

    @Test
    void refusesAValueNestedTooDeep() {
        assertThat(RawJson.parse("[".repeat(30) + "]".repeat(30))).isNotNull();
        assertThatThrownBy(() -> RawJson.parse("[".repeat(31) + "]".repeat(31)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isEqualByItsBytes() {
        RawJson json = RawJson.parse("{\"a\":1}");
        assertThat(json).isEqualTo(RawJson.parse("{\"a\":1}")).hasSameHashCodeAs(RawJson.parse("{\"a\":1}"));
        assertThat(json).isNotEqualTo(RawJson.parse("{\"a\": 1}")).isNotEqualTo("{\"a\":1}");
    }

    @Test
    void showsNothingOfItsContent() {
        assertThat(RawJson.parse("\"secret\"")).hasToString("RawJson[8 bytes]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"\\u0000\" | true",
                "{\"a\\u0000\":1} | true",
                "\"\\\\\\u0000\" | true",
                "\"\\\\u0000\" | false",
                "\"u0000\" | false",
                "\"\\u0001\" | false",
                "{} | false"
            })
    void findsTheCharacterNoDatabaseStores(String text, boolean found) {
        assertThat(RawJson.parse(text).containsNul()).isEqualTo(found);
    }
}
