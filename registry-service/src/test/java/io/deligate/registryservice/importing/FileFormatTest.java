package io.deligate.registryservice.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileFormatTest {
    private static List<Line> read(FileFormat format, byte[] file) throws IOException {
        return read(format, new ByteArrayInputStream(file));
    }

    private static List<Line> read(FileFormat format, InputStream file) throws IOException {
        List<Line> lines = new ArrayList<>();
        LineSource source = format.open(file);
        for (Line line = source.next(); line != null; line = source.next()) {
            lines.add(line);
        }
        return lines;
    }

    private static List<Line> csv(String text) throws IOException {
        return read(FileFormat.CSV, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Line> ndjson(String text) throws IOException {
        return read(FileFormat.NDJSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Line.Fields fields(
            long line, String id, String product, String username, String password, String name) {
        return new Line.Fields(line, id, product, username, password, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void theHeadersOrderAndDelimiterDecide(String delimiter) throws IOException {
        String file = "name,password,username,product,device_id\nGate,p,u,DL3785W,007\n".replace(",", delimiter);
        assertThat(csv(file)).containsExactly(fields(2, "007", "DL3785W", "u", "p", "Gate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesAreCountedAsAnEditorDoes(String end) throws IOException {
        String file = """

                device_id,product,name

                "a,1","DL3785W","two
                lines ""and"" quotes"
                ,,
                b,DL3785W,
                c,DL3785W
                d,DL3785W,x""".replace("\n", end);
        assertThat(csv(file))
                .containsExactly(
                        new Line.Fields(4, "a,1", "DL3785W", null, null, "two" + end + "lines \"and\" quotes"),
                        new Line.Fields(7, "b", "DL3785W", null, null, ""),
                        new Line.Unreadable(8, "c", "2 cells (expected: 3, as in the header)"),
                        new Line.Fields(9, "d", "DL3785W", null, null, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", ""})
    void aByteOrderMarkIsNoPartOfTheFirstColumn(String mark) throws IOException {
        assertThat(csv(mark + "device_id,product\n1,A\n")).hasSize(1);
        assertThat(ndjson(mark + "{\"device_id\":\"1\",\"product\":\"A\"}\n"))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).isInstanceOf(Line.Fields.class));
    }

    @Test
    void zerosBlanksAndCaseAreKept() throws IOException {
        assertThat(csv("device_id,product,password\n0012, A ,\" pW 0\"\n"))
                .containsExactly(new Line.Fields(2, "0012", " A ", null, " pW 0", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                      | 1 | nothing",
                "DL_1,DL3785W                            | 1 | unknown column \"DL_1\"",
                "device_id,product,colour                | 1 | unknown column \"colour\"",
                "device_id,name                          | 1 | no column product",
                "product                                 | 1 | no column device_id",
                "device_id,product,product               | 1 | column product twice",
            })
    void aHeaderThatIsNotUnderstoodFailsTheFile(String header, long line, String found) {
        assertThatThrownBy(() -> csv(header))
                .isInstanceOfSatisfying(
                        FileFault.class, fault -> assertThat(fault.line()).isEqualTo(line))
                .hasMessageContaining(found)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aColumnOfAnExportIsPassedOver() throws IOException {
        assertThat(csv("device_id,product,name,status,group_id,product_version,online,last_access\na,M,n,normal,,,,0"))
                .containsExactly(new Line.Fields(2, "a", "M", null, null, "n"));
    }

    @ParameterizedTest
    @CsvSource({"GBK", "UTF-16LE", "UTF-16", "ISO-8859-1", "windows-1252"})
    void anotherEncodingIsRefusedByLineAndNeverGuessed(String encoding) {
        byte[] file = "device_id,product,name\na,M,plain\nb,M,Tür é\n".getBytes(Charset.forName(encoding));
        for (FileFormat format : FileFormat.values()) {
            assertThatThrownBy(() -> read(format, file))
                    .isInstanceOfSatisfying(
                            FileFault.class,
                            fault -> assertThat(fault.line()).isEqualTo(encoding.startsWith("UTF-16") ? 1 : 3))
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void aFileThatEndsInTheMiddleOfACharacterIsRefused() {
        byte[] whole = "device_id,product,name\na,M,é".getBytes(StandardCharsets.UTF_8);
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
        assertThatThrownBy(() -> read(FileFormat.CSV, cut)).isInstanceOf(FileFault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b\"x,M\nc,M\n", "\"b,M\nc,M\n"})
    void aQuoteThatDoesNotEndFailsTheFileAtTheLineItBeginsIn(String rest) {
        assertThatThrownBy(() -> csv("device_id,product\na,M\n" + rest))
                .isInstanceOfSatisfying(
                        FileFault.class, fault -> assertThat(fault.line()).isEqualTo(3))
                .hasMessageContaining("quote");
    }

    @Test
    void anEndlessRecordIsNotReadIntoMemory() {
        String endless = "x".repeat(3 * Utf8Text.LONGEST_RECORD);
        assertThatThrownBy(() -> csv("device_id,product\n\"" + endless)).isInstanceOf(FileFault.class);
        assertThatThrownBy(() -> ndjson(endless)).isInstanceOf(FileFault.class);
    }

    @Test
    void aMemberOfNdjsonThatStandsTwiceIsNotGuessedAt() throws IOException {
        List<Line> lines = ndjson("""
                {"device_id":"a","device_id":"b","product":"M"}
                {"device_id":"c","product":"M"}""");
        assertThat(lines.get(0)).isInstanceOf(Line.Unreadable.class);
        assertThat(lines.get(1)).isEqualTo(new Line.Fields(2, "c", "M", null, null, null));
    }

    @Test
    void aBadLineOfNdjsonLeavesTheOthersAlone() throws IOException {
        List<Line> lines = ndjson("""
                {"device_id":"a","product":"M","name":null,"online":true,"last_access":0}

                {"device_id":"b"
                [1]
                {"device_id":"c","product":5}
                {"device_id":"d","colour":"x"}
                {"device_id":"e","product":"M","password":"0"}""");
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).isEqualTo(new Line.Fields(1, "a", "M", null, null, null));
        assertThat(lines.subList(1, 5))
                .extracting(Line::number, Line::deviceId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3L, ""),
                        org.assertj.core.groups.Tuple.tuple(4L, ""),
                        org.assertj.core.groups.Tuple.tuple(5L, "c"),
                        org.assertj.core.groups.Tuple.tuple(6L, "d"));
        assertThat(lines.subList(1, 5)).allSatisfy(line -> assertThat(line).isInstanceOf(Line.Unreadable.class));
        assertThat(lines.get(5)).isEqualTo(new Line.Fields(7, "e", "M", null, "0", null));
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cell = Arbitraries.strings()
                .withChars("ab0 ,;\t\"'\n\r=é门\uD83D\uDE00")
                .ofMaxLength(12)
                .filter(text -> !Character.isHighSurrogate(text.isEmpty() ? 'x' : text.charAt(text.length() - 1)))
                .filter(FileFormatTest::isWellFormed);
        Arbitrary<String> id = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        return Combinators.combine(id, cell, cell, cell).as(List::of).list().ofMaxSize(8);
    }

    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Property(tries = 300)
    void whateverIsWrittenIsReadTheSameHoweverTheBytesArrive(
            @ForAll("tables") List<List<String>> table, @ForAll @IntRange(min = 1, max = 7) int step)
            throws IOException {
        StringWriter file = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(file, CSVFormat.RFC4180)) {
            printer.printRecord("device_id", "product", "password", "name");
            for (List<String> row : table) {
                printer.printRecord(row);
            }
        }
        InputStream slow = new ByteArrayInputStream(file.toString().getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, step));
            }
        };
        assertThat(read(FileFormat.CSV, slow))
                .map(line -> (Line.Fields) line)
                .map(line -> List.of(
                        line.deviceId(),
                        String.valueOf(line.product()),
                        String.valueOf(line.password()),
                        String.valueOf(line.name())))
                .isEqualTo(table);
    }
}
