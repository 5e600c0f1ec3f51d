package io.deligate.mqttedge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/** What holds for all bytes, not just for the ones somebody thought of. */
class FramePropertyTest {
    @Tag("R138")
    @Tag("R140")
    @Property(tries = 3000)
    void anySplitOfTheBytesGivesTheSameResult(@ForAll("streams") byte[] stream, @ForAll("cuts") List<Double> cuts) {
        FrontProbe.Outcome whole = FrontProbe.of(stream);
        int[] places = cuts.stream()
                .mapToInt(place -> (int) (place * stream.length))
                .sorted()
                .toArray();
        assertThat(FrontProbe.of(stream, places)).isEqualTo(whole);
        int[] everywhere = IntStream.range(1, stream.length).toArray();
        assertThat(FrontProbe.of(stream, everywhere)).isEqualTo(whole);
    }

    @Tag("R138")
    @Property(tries = 3000)
    void whatIsPassedOnIsTheBeginningOfTheStreamAndValidToTheCodec(@ForAll("streams") byte[] stream) {
        FrontProbe.Outcome outcome = FrontProbe.of(stream);
        assertThat(HexFormat.of().formatHex(stream)).startsWith(String.join("", outcome.passed()));
        FrontProbe.assertDecodable(outcome);
    }

    @Property
    void everythingAnotherEncoderWritesIsPassedOnPacketByPacket(@ForAll("dialogues") List<byte[]> packets) {
        FrontProbe.Outcome outcome = FrontProbe.of(join(packets));
        assertThat(outcome.refused()).isEmpty();
        assertThat(outcome.passed())
                .containsExactlyElementsOf(
                        packets.stream().map(HexFormat.of()::formatHex).toList());
    }

    @Provide
    Arbitrary<List<Double>> cuts() {
        return Arbitraries.doubles().between(0, 1).list().ofMaxSize(4);
    }

    /** A valid CONNECT and valid packets. */
    @Provide
    Arbitrary<List<byte[]>> dialogues() {
        Arbitrary<List<byte[]>> rest = EncodedPackets.later().list().ofMaxSize(8);
        return Combinators.combine(EncodedPackets.connects(), rest)
                .as((connect, packets) ->
                        Stream.concat(Stream.of(connect), packets.stream()).toList());
    }

    /** Valid packets, wrong ones and plain garbage, behind a CONNECT or not, and a few bytes damaged. */
    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<byte[]> connect = Arbitraries.frequencyOf(
                Tuple.of(12, EncodedPackets.connects()), Tuple.of(1, Arbitraries.of(bytesOf(RefusedPackets.first()))));
        Arbitrary<byte[]> later = Arbitraries.frequencyOf(
                Tuple.of(6, EncodedPackets.later()),
                Tuple.of(4, Arbitraries.of(AcceptedPackets.later())),
                Tuple.of(1, Arbitraries.of(bytesOf(RefusedPackets.later()))),
                Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(40)));
        Arbitrary<List<Damage>> damages = Combinators.combine(
                        Arbitraries.doubles().between(0, 1), Arbitraries.bytes())
                .as(Damage::new)
                .list()
                .ofMaxSize(2);
        return Combinators.combine(connect, later.list().ofMaxSize(6), damages).as((first, rest, hits) -> {
            byte[] stream = join(Stream.concat(Stream.of(first), rest.stream()).toList());
            hits.forEach(hit -> hit.applyTo(stream));
            return stream;
        });
    }

    /** One byte replaced. */
    private record Damage(double place, byte value) {
        void applyTo(byte[] bytes) {
            if (bytes.length > 0) {
                bytes[(int) (place * (bytes.length - 1))] = value;
            }
        }
    }

    private static List<byte[]> bytesOf(List<RefusedPackets.Case> cases) {
        return cases.stream().map(RefusedPackets.Case::bytes).toList();
    }

    private static byte[] join(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
