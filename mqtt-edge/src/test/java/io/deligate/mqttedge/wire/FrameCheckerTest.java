package io.deligate.mqttedge.wire;

import static io.deligate.mqttedge.wire.Spelled.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCheckerTest {
    private static final int LIMIT = 512 << 10;
    private static final int FULL = 0xFF;

    private final FrameChecker checker = new FrameChecker(LIMIT);

    /** Reads it all, and returns the indexes behind the packets that ended. */
    private List<Integer> borders(byte[] all) {
        ByteBuf bytes = Unpooled.wrappedBuffer(all);
        List<Integer> borders = new ArrayList<>();
        int at = 0;
        while (at < all.length) {
            at = checker.read(bytes, at, all.length);
            if (checker.isAtBorder()) {
                borders.add(at);
            }
        }
        return borders;
    }

    private void connect() {
        assertThat(borders(Spelled.CONNECT)).containsExactly(Spelled.CONNECT.length);
    }

    static Stream<RefusedPackets.Case> first() {
        return RefusedPackets.first().stream();
    }

    static Stream<RefusedPackets.Case> later() {
        return RefusedPackets.later().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("first")
    @Tag("R7")
    @Tag("R15")
    @Tag("R16")
    @Tag("R138")
    void aWrongFirstPacketIsRefusedAtTheByteThatBreaksTheRule(RefusedPackets.Case packet) {
        assertRefusedAtItsLastByte(packet);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("later")
    @Tag("R39")
    @Tag("R138")
    @Tag("R139")
    void aWrongPacketIsRefusedAtTheByteThatBreaksTheRule(RefusedPackets.Case packet) {
        connect();
        assertRefusedAtItsLastByte(packet);
    }

    private void assertRefusedAtItsLastByte(RefusedPackets.Case packet) {
        byte[] all = packet.bytes();
        assertThat(borders(Arrays.copyOf(all, all.length - 1)))
                .as("packets before")
                .isEmpty();
        assertThatExceptionOfType(FrameViolation.class)
                .isThrownBy(() -> borders(new byte[] {all[all.length - 1]}))
                .satisfies(violation -> assertThat(violation.rule()).isEqualTo(packet.rule()));
    }

    static List<byte[]> connects() {
        return AcceptedPackets.connects();
    }

    static List<byte[]> packets() {
        return AcceptedPackets.later();
    }

    static List<byte[]> texts() {
        return AcceptedPackets.texts();
    }

    @ParameterizedTest
    @MethodSource("connects")
    void aRightConnectIsOnePacket(byte[] packet) {
        assertThat(borders(packet)).containsExactly(packet.length);
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aRightPacketIsOnePacketAndTheNextOneBeginsBehindIt(byte[] packet) {
        connect();
        assertThat(borders(packet)).containsExactly(packet.length);
        assertThat(borders(packet)).containsExactly(packet.length);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyCharacterButNulMayStandInAText(byte[] text) {
        connect();
        byte[] head = {0x30, (byte) (2 + text.length), 0x00, (byte) text.length};
        assertThat(borders(join(head, text))).containsExactly(head.length + text.length);
    }

    @Test
    void aPacketMayBeAsLongAsTheLimit() {
        connect();
        byte[] head = bytes("30: PUBLISH", "FCFF1F: 524284 bytes follow, 4 were read", "0001 61: topic \"a\"");
        assertThat(borders(Arrays.copyOf(head, LIMIT))).containsExactly(LIMIT);
    }

    @Test
    void aConnectMayBeAsLongAsItsOwnLimit() {
        byte[] head =
                bytes("10: CONNECT", "FCFF01: 32764 bytes follow, 4 were read", "0004 4D515454 04 02 003C: as ever");
        byte[] id = bytes("7FF0: 32752 characters");
        byte[] all = Arrays.copyOf(join(head, id), FrameChecker.MAX_CONNECT);
        Arrays.fill(all, head.length + id.length, all.length, (byte) 'd');
        assertThat(borders(all)).containsExactly(all.length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void everyFirstByteAClientMaySendIsTaken() {
        List<Integer> taken = new ArrayList<>();
        for (int octet = 0; octet <= FULL; octet++) {
            FrameChecker each = new FrameChecker(LIMIT);
            ByteBuf connect = Unpooled.wrappedBuffer(Spelled.CONNECT);
            assertThat(each.read(connect, 0, Spelled.CONNECT.length)).isEqualTo(Spelled.CONNECT.length);
            try {
                assertThat(each.read(Unpooled.wrappedBuffer(new byte[] {(byte) octet}), 0, 1))
                        .isEqualTo(1);
                taken.add(octet);
            } catch (FrameViolation refused) {
                assertThat(refused.rule()).isNotEqualTo(Violation.NOT_CONNECT);
            }
        }
        assertThat(taken)
                .containsExactly(
                        0x30, 0x31, // PUBLISH of QoS 0, retained
                        0x32, 0x33, 0x34, 0x35, // of QoS 1 and 2
                        0x3A, 0x3B, 0x3C, 0x3D, // repeated
                        0x40, 0x50, 0x62, 0x70, // PUBACK, PUBREC, PUBREL, PUBCOMP
                        0x82, 0xA2, // SUBSCRIBE, UNSUBSCRIBE
                        0xC0, 0xE0); // PINGREQ, DISCONNECT
    }
}
