package io.deligate.appbridge.downlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.protocol.AppId;
import io.deligate.protocol.Mid;
import io.deligate.streams.record.DeliHeaders;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AskedTest {
    static Stream<Asked> asked() {
        return Stream.of(
                new Asked(new AppId(1), Mid.of("门 +%\n\"1"), "打开", true),
                new Asked(new AppId(2), Mid.of("12"), "c", false),
                new Asked(new AppId(3), Mid.of(-12), "n5", false),
                new Asked(new AppId(4), Mid.of(""), "", false),
                new Asked(new AppId(5), null, null, true));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void comesBackFromItsHeadersAsItWasAndInAscii(Asked asked) {
        var headers = new RecordHeaders();
        asked.writeTo(headers);

        assertThat(Asked.of(headers)).contains(asked);
        assertThat(headers).allSatisfy(header -> {
            assertThat(DeliHeaders.isOurs(header.key())).isTrue();
            assertThat(header.value()).asString().matches("[ -~]*");
        });
    }

    @Test
    void isNotOursWhenSomebodyElseAsked() {
        var headers = new RecordHeaders();
        new Asked(new AppId(1), null, null, false).writeTo(headers);
        headers.remove(DeliHeaders.RECEIPT);
        DeliHeaders.put(headers, DeliHeaders.RECEIPT, "registry-command");

        assertThat(Asked.of(headers)).isEmpty();
        assertThat(Asked.of(new RecordHeaders())).isEmpty();
    }
}
