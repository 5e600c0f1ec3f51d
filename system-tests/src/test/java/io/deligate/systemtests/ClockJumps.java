package io.deligate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.testkit.mqtt.FakeDevice;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Devices whose clocks jump by years, and what a device with such a clock is told. */
final class ClockJumps {
    /** Of 32 bits the first and the last second, years before and after now, and milliseconds for seconds. */
    private static final List<Long> TIMES = List.of(
            0L,
            1_000_000_000L,
            4_102_444_800L,
            4_294_967_295L,
            -1L,
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClockJumps() {}

    /** Every clock of the fleet jumps from one to the next and back to the right time; nobody may notice. */
    static void tryAll(Installation installation, AppTraffic traffic) throws Exception {
        long begin = System.currentTimeMillis() - Duration.ofMinutes(2).toMillis();
        InetSocketAddress edge = installation.mqttAddresses().get(0);
        traffic.struck();
        try (FakeDevice device = FakeDevice.at(
                        "tcp://" + edge.getHostString() + ":" + edge.getPort(), Installation.MODEL + "_clock")
                .productKey(Installation.MODEL, installation.productKey())
                .connect()) {
            for (long time : TIMES) {
                traffic.fleet().setClock(() -> time);
                traffic.flow(Duration.ofSeconds(1));
                String request = "{\"mid\":\"" + time + "\",\"time\":" + time + ",\"action\":100}";
                long told = JSON.readTree(device.request(request).json())
                        .get("time")
                        .asLong();
                assertThat(told).isBetween(begin / 1_000, System.currentTimeMillis() / 1_000 + 1);
            }
        }
        traffic.mended();
        traffic.fleet().setClock(() -> System.currentTimeMillis() / 1_000);
        traffic.reckon("the clocks of all devices jump six times, between the years 1969 and 57971, and back");
        assertThat(traffic.timesReceived().getMin()).isGreaterThan(begin);
        assertThat(traffic.timesReceived().getMax()).isLessThanOrEqualTo(System.currentTimeMillis());
    }
}
