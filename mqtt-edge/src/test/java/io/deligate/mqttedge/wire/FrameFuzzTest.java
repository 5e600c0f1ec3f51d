package io.deligate.mqttedge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a fuzzer that watches the code's branches must not be able to break. In the build it runs on its seeds; with
 * {@code -Pfuzz} it looks for new ones.
 */
class FrameFuzzTest {
    static List<byte[]> seeds() {
        Stream<byte[]> wrong = Stream.concat(RefusedPackets.first().stream(), RefusedPackets.later().stream())
                .map(RefusedPackets.Case::bytes);
        Stream<byte[]> right = Stream.concat(AcceptedPackets.connects().stream(), AcceptedPackets.later().stream());
        return Stream.concat(wrong, right).toList();
    }

    @Tag("R141")
    @MethodSource("seeds")
    @FuzzTest
    void bytesAreRefusedOrValidToTheCodecHoweverTheyArrive(byte[] bytes) {
        assertSound(bytes);
        byte[] behindConnect = Arrays.copyOf(Spelled.CONNECT, Spelled.CONNECT.length + bytes.length);
        System.arraycopy(bytes, 0, behindConnect, Spelled.CONNECT.length, bytes.length);
        assertSound(behindConnect);
    }

    private static void assertSound(byte[] stream) {
        FrontProbe.Outcome whole = FrontProbe.of(stream);
        FrontProbe.assertDecodable(whole);
        assertThat(FrontProbe.of(stream, stream.length / 3, stream.length / 2)).isEqualTo(whole);
        assertThat(FrontProbe.of(stream, IntStream.range(1, stream.length).toArray()))
                .isEqualTo(whole);
    }
}
