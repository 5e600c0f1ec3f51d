package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What holds for all payloads, not just for the ones somebody thought of. */
class EnvelopePropertyTest {
    /** Reads characters, not bytes, and builds a tree: as independent of our reader as one library allows. */
    private static final JsonMapper ORACLE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Tag("R54")
    @Tag("R55")
    @Property(tries = 5000)
    void anyBytesDecodeOrAreTheDevicesFault(@ForAll byte[] payload) {
        assertThat(decodesOrFaults(payload)).isTrue();
    }

    @Tag("R54")
    @Property(tries = 5000)
    void anyDamagedEnvelopeDecodesOrIsTheDevicesFaultAndAgreesWithAnotherParser(
            @ForAll("envelopes") String envelope, @ForAll("damages") Damage damage) {
        byte[] payload = damage.applyTo(Messages.utf8(envelope));

        assertThat(decodesOrFaults(payload)).isTrue();
        assertThat(isObjectToUs(payload))
                .as(Messages.text(payload))
                .isEqualTo(isText(payload) && isObjectToOracle(payload));
    }

    @Tag("R49")
    @Tag("R50")
    @Property
    void readsWhatTheEnvelopeSays(@ForAll("envelopes") String json) throws IOException, DeviceFault {
        Envelope envelope = EnvelopeReader.read(Messages.utf8(json));
        JsonNode oracle = ORACLE.readTree(json);

        assertThat(envelope.action()).isEqualTo(oracle.get("action").intValue());
        assertThat(String.valueOf(envelope.mid())).isEqualTo(oracle.path("mid").asText("null"));
        assertThat(String.valueOf(envelope.from())).isEqualTo(textOrNull(oracle, "from"));
        assertThat(String.valueOf(envelope.to())).isEqualTo(textOrNull(oracle, "to"));
    }

    @Tag("R66")
    @Tag("R114")
    @Tag("R122")
    @Property
    void dataIsTheSenderOwnBytesWhateverStandsAround(
            @ForAll("objects") String data, @ForAll("spaces") String before, @ForAll("spaces") String after)
            throws DeviceFault {
        String json = "{" + before + "\"time\":1.5,\"data\"" + after + ":" + before + data + after + ",\"action\":300"
                + after + "}" + before;

        RawJson read = EnvelopeReader.read(Messages.utf8(json)).data();

        assertThat(read).isNotNull().extracting(RawJson::text).isEqualTo(data);
    }

    @Tag("R114")
    @Tag("R131")
    @Property
    void whatIsWrittenIsReadAgain(@ForAll("mids") Mid mid, @ForAll("objects") String data) throws DeviceFault {
        RawJson raw = RawJson.parse(data);

        Envelope read = EnvelopeReader.read(
                MessageWriter.write(new MessageFromDevice(mid, Messages.DEVICE, Messages.APP, raw), Messages.NOW));

        assertThat(read.mid()).isEqualTo(mid);
        assertThat(read.from()).isEqualTo(Messages.DEVICE.value());
        assertThat(read.to()).isEqualTo("2001");
        assertThat(read.action()).isEqualTo(300);
        assertThat(read.data()).isEqualTo(raw);
    }

    @Tag("R69")
    @Property
    void everyFaultHasAReplyThatOurOwnReaderUnderstands(
            @ForAll("envelopes") String envelope, @ForAll("damages") Damage damage) throws DeviceFault {
        byte[] payload = damage.applyTo(Messages.utf8(envelope));
        try {
            assertThat(FromDevice.of(EnvelopeReader.read(payload))).isNotNull();
        } catch (DeviceFault fault) {
            Envelope reply =
                    EnvelopeReader.read(MessageWriter.write(ToDevice.refusal(fault, Messages.DEVICE), Messages.NOW));
            assertThat(reply.mid()).isEqualTo(fault.mid());
            assertThat(reply.action()).isEqualTo(fault.action());
            assertThat(fault.getMessage())
                    .hasSizeBetween(1, 256)
                    .doesNotContain("Exception")
                    .doesNotContain("com.");
        }
    }

    /** A change somewhere in a text: a few bytes replaced, removed or inserted. */
    record Damage(int at, int removed, byte[] inserted) {
        byte[] applyTo(byte[] whole) {
            int from = at % (whole.length + 1);
            int to = Math.min(whole.length, from + removed);
            return ByteBuffer.allocate(from + inserted.length + whole.length - to)
                    .put(whole, 0, from)
                    .put(inserted)
                    .put(whole, to, whole.length - to)
                    .array();
        }

        @Override
        public String toString() {
            return "at " + at + " remove " + removed + " insert " + Arrays.toString(inserted);
        }
    }

    @Provide
    Arbitrary<Damage> damages() {
        Arbitrary<byte[]> inserted = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("{}[]\",:\\u0123456789eE+-. tfnrd\n\t'")
                        .ofMaxLength(3)
                        .map(Messages::utf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(3));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(0, 3),
                        inserted)
                .as(Damage::new);
    }

    @Provide
    Arbitrary<String> envelopes() {
        Arbitrary<String> mid = mids().map(value -> value.match(EnvelopePropertyTest::quoted, Long::toString));
        Arbitrary<String> name = Arbitraries.of("null", "\"\"", "\"system\"", "\"DL3785W_1\"", "\"2001\"");
        Arbitrary<Integer> action = Arbitraries.oneOf(
                Arbitraries.of(List.of(100, 101, 102, 103, 104, 105, 200, 201, 207, 300, 301)), Arbitraries.integers());
        return Combinators.combine(mid, name, name, action, objects(), spaces())
                .as((m, from, to, number, data, space) ->
                        "{\"mid\":%s,%s\"from\":%s,\"to\":%s,\"action\":%d,\"data\":%s}%s"
                                .formatted(m, space, from, to, number, data, space));
    }

    @Provide
    Arbitrary<Mid> mids() {
        return Arbitraries.oneOf(
                texts().map(Mid::of).map(Mid.class::cast), Arbitraries.longs().map(Mid::of));
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3);
    }

    @Provide
    Arbitrary<String> objects() {
        return Combinators.combine(texts().list().ofMaxSize(3), values(3), spaces())
                .as((names, value, space) -> "{" + space
                        + String.join(
                                "," + space,
                                names.stream()
                                        .map(name -> quoted(name) + ":" + space + value)
                                        .toList())
                        + space + "}");
    }

    private Arbitrary<String> values(int depth) {
        Arbitrary<String> scalars = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "false",
                        "1.0",
                        "1",
                        "-0",
                        "1E+2",
                        "18446744073709551616",
                        "0.10",
                        "\"\\u0041\\/\""),
                texts().map(EnvelopePropertyTest::quoted),
                Arbitraries.longs().map(String::valueOf));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<String> inner = values(depth - 1);
        return Arbitraries.oneOf(
                scalars,
                inner.list().ofMaxSize(3).map(list -> "[" + String.join(", ", list) + "]"),
                inner.map(value -> "{\"cmd\":" + value + ",\"cmd\" :\t" + value + "}"));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '\uD7FF')
                .withChars('"', '\\', '\n', '\u0001', '考')
                .ofMaxLength(12);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append(c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : c);
        }
        return quoted.append('"').toString();
    }

    private static boolean decodesOrFaults(byte[] payload) {
        try {
            return FromDevice.of(EnvelopeReader.read(payload)) != null;
        } catch (DeviceFault fault) {
            return fault.code() == ReplyCode.UNDECODABLE;
        }
    }

    private static boolean isObjectToUs(byte[] payload) {
        try {
            return EnvelopeReader.read(payload) != null;
        } catch (DeviceFault fault) {
            return !fault.undecodable();
        }
    }

    private static boolean isObjectToOracle(byte[] payload) {
        String text = Messages.text(payload);
        try {
            JsonNode tree = ORACLE.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            return tree.isObject() && !hasHalves(tree);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasHalves(JsonNode tree) {
        if (tree.isTextual()) {
            return !Texts.encodable(tree.textValue()).equals(tree.textValue());
        }
        boolean[] found = {false};
        tree.fieldNames()
                .forEachRemaining(name -> found[0] |= !Texts.encodable(name).equals(name));
        tree.forEach(child -> found[0] |= hasHalves(child));
        return found[0];
    }

    private static boolean isText(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(payload))
                            .toString()
                            .indexOf('\0')
                    < 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String textOrNull(JsonNode oracle, String name) {
        String text = oracle.path(name).asText("");
        return text.isEmpty() ? "null" : text;
    }
}
