package io.deligate.protocol;

import static io.deligate.protocol.Messages.faultOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceReportTest {
    @Tag("R72")
    @Test
    void readsAllThreeMembers() throws DeviceFault {
        DeviceReport report =
                report("{\"name\":\"门\",\"product_version\":\"1.0\",\"properties\":{ \"p\": 1.0 },\"x\":[]}");

        assertThat(report.name()).isEqualTo("门");
        assertThat(report.productVersion()).isEqualTo("1.0");
        assertThat(report.properties()).isEqualTo(RawJson.parse("{ \"p\": 1.0 }"));
    }

    @Tag("R73")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\",\"product_version\":\"\"}",
                "{\"name\":null,\"product_version\":null,\"properties\":null}"
            })
    void leavesWhatIsEmptyOrAbsentForTheStoreToKeep(String data) throws DeviceFault {
        DeviceReport report = report(data);

        assertThat(report.name()).isNull();
        assertThat(report.productVersion()).isNull();
        assertThat(report.properties()).isNull();
    }

    @Tag("R73")
    @Test
    void emptyPropertiesAreGivenAndReplaceTheStoredOnes() throws DeviceFault {
        assertThat(report("{\"properties\":{}}").properties()).isEqualTo(RawJson.parse("{}"));
    }

    @Tag("R74")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"product_version\":1.0} | product_version",
                "{\"product_version\":[]} | product_version",
                "{\"product_version\":\"1\\u0000\"} | product_version",
                "{\"name\":7} | name",
                "{\"name\":{}} | name",
                "{\"name\":\"\\u0000\"} | name",
                "{\"properties\":[]} | properties",
                "{\"properties\":\"{}\"} | properties",
                "{\"properties\":1} | properties",
                "{\"properties\":{\"a\":{\"b\":\"\\u0000\"}}} | properties"
            })
    void refusesMembersOfTheWrongForm(String data, String member) {
        assertRefused(data, member);
    }

    @Tag("R74")
    @ParameterizedTest
    @ValueSource(strings = {"{\"mid\":\"m\",\"action\":101}", "{\"mid\":\"m\",\"action\":101,\"data\":null}"})
    void needsData(String json) {
        DeviceFault fault = faultOf(json);
        assertThat(fault).hasMessageStartingWith("data: missing");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isEqualTo(101);
    }

    @Tag("R74")
    @Test
    void takesPropertiesOfEightKibibytesAndNotOneMore() throws DeviceFault {
        String largest = "{\"p\":\"" + "x".repeat(8 * 1024 - 8) + "\"}";
        assertThat(report("{\"properties\":" + largest + "}").properties()).isEqualTo(RawJson.parse(largest));

        assertRefused("{\"properties\":" + largest.replace("\"p\"", "\"pp\"") + "}", "properties");
    }

    @Tag("R74")
    @Test
    void takesSixtyFourPropertiesAndNotOneMore() throws DeviceFault {
        assertThat(report("{\"properties\":" + properties(64) + "}").properties())
                .isNotNull();
        assertRefused("{\"properties\":" + properties(65) + "}", "properties");
    }

    @Test
    void countsOnlyTheOuterProperties() throws DeviceFault {
        assertThat(report("{\"properties\":{\"a\":" + properties(65) + "}}").properties())
                .isNotNull();
    }

    @Test
    void cutsALongNameAndRefusesALongVersion() throws DeviceFault {
        assertThat(report("{\"name\":\"" + "n".repeat(300) + "\"}").name()).isEqualTo("n".repeat(256));
        assertThat(report("{\"product_version\":\"" + "1".repeat(64) + "\"}").productVersion())
                .hasSize(64);
        assertRefused("{\"product_version\":\"" + "1".repeat(65) + "\"}", "product_version");
    }

    private static String properties(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"p" + i + "\":[" + i + "]")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static DeviceReport report(String data) throws DeviceFault {
        return (DeviceReport) Messages.message(101, data);
    }

    private static void assertRefused(String data, String member) {
        DeviceFault fault = faultOf(101, data);
        assertThat(fault).hasMessageStartingWith("data." + member + ": bad value");
        assertThat(fault.code()).isEqualTo(ReplyCode.UNDECODABLE);
        assertThat(fault.action()).isEqualTo(101);
        assertThat(fault.mid()).isEqualTo(new Mid.Text("m"));
    }
}
