package io.deligate.mqttedge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.mqttedge.wire.ConnectFrame.Verdict;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectFrameTest {
    private static final int LIMIT = 64;

    /** A whole CONNECT of 3.1.1: client id "d", user name "u", password "p". */
    private static final byte[] WHOLE = {
        0x10, // CONNECT, reserved flags 0
        0x13, // 19 bytes follow
        0x00,
        0x04, // the protocol name's length
        'M',
        'Q',
        'T',
        'T', // the protocol name
        0x04, // the protocol level of 3.1.1
        (byte) 0xC2, // user name, password, clean session
        0x00,
        0x3C, // keep-alive 60 s
        0x00,
        0x01,
        'd', // client id
        0x00,
        0x01,
        'u', // user name
        0x00,
        0x01,
        'p', // password
    };

    private static Verdict inspect(byte[] bytes) {
        return ConnectFrame.inspect(Unpooled.wrappedBuffer(bytes), LIMIT);
    }

    private static byte[] with(int index, int value) {
        byte[] bytes = WHOLE.clone();
        bytes[index] = (byte) value;
        return bytes;
    }

    @Test
    void aWholeConnectIsCompleteWithOrWithoutMoreBehindIt() {
        assertThat(inspect(WHOLE)).isEqualTo(Verdict.COMPLETE);
        byte[] more = Arrays.copyOf(WHOLE, WHOLE.length + 2);
        assertThat(inspect(more)).isEqualTo(Verdict.COMPLETE);
        assertThat(ConnectFrame.length(Unpooled.wrappedBuffer(more))).isEqualTo(WHOLE.length);
    }

    @Test
    void everyPartOfAConnectIsIncomplete() {
        for (int length = 0; length < WHOLE.length; length++) {
            assertThat(inspect(Arrays.copyOf(WHOLE, length)))
                    .as("%s bytes", length)
                    .isEqualTo(Verdict.INCOMPLETE);
        }
    }

    @Test
    void itIsReadWhereTheReaderStands() {
        var bytes = Unpooled.wrappedBuffer(new byte[] {0x55, 0x55}, WHOLE);
        bytes.skipBytes(2);
        assertThat(ConnectFrame.inspect(bytes, LIMIT)).isEqualTo(Verdict.COMPLETE);
        assertThat(bytes.readableBytes()).isEqualTo(WHOLE.length);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("level 3", with(8, 3)),
                Arguments.of("level 5", with(8, 5)),
                Arguments.of("level 6", with(8, 6)),
                Arguments.of("level 0x84, a bridge", with(8, 0x84)),
                // CONNECT, 12 bytes, the name of 3.1 and its level, clean session, keep-alive 0, no id
                Arguments.of("MQIsdp 3", hex("100E 0006 4D5149736470 03 02 0000 0000")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    @Tag("R15")
    void anotherLevelIsToldApart(String name, byte[] bytes) {
        assertThat(inspect(bytes)).isEqualTo(Verdict.OTHER_LEVEL);
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of("reserved bits of the first byte", with(0, 0x11)),
                Arguments.of("PINGREQ", hex("C000")),
                Arguments.of("PUBLISH", hex("3000")),
                Arguments.of("text", hex("47455420")),
                Arguments.of("length of five bytes", hex("10 FFFFFFFF 01")),
                Arguments.of("longer than allowed", hex("10 3F")),
                Arguments.of("longest length there is", hex("10 FFFFFF7F")),
                Arguments.of("no room for a name", hex("1002 0004")),
                Arguments.of("name longer than the packet", hex("1006 00FF 4D515454")),
                Arguments.of("no level behind the name", hex("1006 0004 4D515454")),
                Arguments.of("no flags behind the level", hex("1007 0004 4D515454 04")),
                Arguments.of("another name", with(7, 'X')),
                Arguments.of("an empty name", hex("1003 0000 04")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    @Tag("R16")
    void whatIsNoConnectIsAViolation(String name, byte[] bytes) {
        assertThat(inspect(bytes)).isEqualTo(Verdict.VIOLATION);
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "00000000, COMPLETE, nothing",
        "00000010, COMPLETE, clean session",
        "10000010, COMPLETE, user name alone",
        "11000010, COMPLETE, user name and password",
        "00000110, COMPLETE, a will of QoS 0",
        "00010110, COMPLETE, a will of QoS 2",
        "00101110, COMPLETE, a retained will of QoS 1",
        "00000011, VIOLATION, the reserved bit",
        "01000010, VIOLATION, password without user name",
        "00011110, VIOLATION, a will of QoS 3",
        "00001010, VIOLATION, a QoS without a will",
        "00100010, VIOLATION, a retain flag without a will"
    })
    @Tag("R7")
    void flagsThatContradictEachOtherAreAViolation(String bits, Verdict expected, String why) {
        assertThat(inspect(with(9, Integer.parseInt(bits, 2)))).as(why).isEqualTo(expected);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
