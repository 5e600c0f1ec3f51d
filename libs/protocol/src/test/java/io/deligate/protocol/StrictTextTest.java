package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R55")
class StrictTextTest {
    /** Each form stands alone, at every place relative to the eight-byte steps, and at the very end. */
    private static void assertVerdict(byte[] bytes, boolean valid) {
        for (int before = 0; before < 17; before++) {
            for (int after : new int[] {0, 1, 9}) {
                byte[] text = new byte[before + bytes.length + after];
                Arrays.fill(text, (byte) 'a');
                System.arraycopy(bytes, 0, text, before, bytes.length);
                assertThat(StrictText.isValid(text, 0, text.length))
                        .as("%s after %d, before %d", HexFormat.of().formatHex(bytes), before, after)
                        .isEqualTo(valid);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7f", // DEL is an ordinary character
                "c280", // U+0080, the lowest of two bytes
                "dfbf", // U+07FF
                "e0a080", // U+0800, the lowest of three bytes
                "ed9fbf", // U+D7FF, just before the surrogates
                "ee8080", // U+E000, just behind them
                "efbfbf", // U+FFFF
                "f0908080", // U+10000, the lowest of four bytes
                "f48fbfbf", // U+10FFFF, the highest of all
            })
    void takesTheBordersOfUtf8(String hex) {
        assertVerdict(HexFormat.of().parseHex(hex), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00", // NUL
                "80", // a continuation byte alone
                "bf",
                "c080", // overlong NUL
                "c1bf", // overlong U+007F
                "e09fbf", // overlong U+07FF
                "f08fbfbf", // overlong U+FFFF
                "eda080", // U+D800 encoded
                "edbfbf", // U+DFFF encoded
                "eda081edb080", // a pair encoded one by one, as CESU-8 does
                "f4908080", // U+110000
                "f5808080",
                "f8808080af", // five bytes
                "fe",
                "ff",
                "c2", // cut off
                "c220", // second byte is a space
                "e282",
                "e28220",
                "f09f98",
                "f09f9820",
            })
    void refusesWhatIsNoUtf8(String hex) {
        assertVerdict(HexFormat.of().parseHex(hex), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\ud83d\\ude00 | true",
                "\\uD83D\\uDE00 | true",
                "\\u0041 | true",
                "\\u0000 | true",
                "\\\\ud800 | true",
                "\\n\\t\\\"\\\\ | true",
                "\\ud83d | false",
                "\\ude00 | false",
                "\\ude00\\ud83d | false",
                "\\ud83d\\ud83d\\ude00 | false",
                "\\ud83d\\n\\ude00 | false",
                "\\ud83dx\\ude00 | false",
                "\\ud83d\\u0041 | false",
                "\\ud83d\\ | false",
                "\\ud83d\\ude0 | false",
                "\\\\\\ud800 | false",
            })
    void judgesEscapedSurrogates(String text, boolean valid) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(StrictText.isValid(bytes, 0, bytes.length)).isEqualTo(valid);
    }

    @Test
    void agreesWithTheDecoderOfTheJdkOnRandomBytes() {
        Random random = new Random(55);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                int dice = random.nextInt(4);
                bytes[i] = (byte) (dice == 0 ? 'a' : dice == 1 ? 0x80 + random.nextInt(64) : 0xC0 + random.nextInt(64));
            }
            assertThat(StrictText.isValid(bytes, 0, bytes.length))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(jdkAccepts(bytes));
        }
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
