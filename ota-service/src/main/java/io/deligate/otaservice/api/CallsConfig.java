package io.deligate.otaservice.api;

import io.deligate.apiaccess.limit.Rate;
import io.deligate.servicekit.config.Expect;

/**
 * How often somebody may call. Downloads do not count: devices behind one address are many.
 *
 * @param rate calls per second and API key
 * @param burst calls at once per API key
 * @param addressRate calls per second and address without a valid key
 * @param addressBurst calls at once per address without a valid key
 */
public record CallsConfig(int rate, int burst, int addressRate, int addressBurst) {
    private static final int MOST = 1_000_000;

    public CallsConfig {
        Expect.between("ota.calls.rate", rate, 1, MOST);
        Expect.between("ota.calls.burst", burst, 1, MOST);
        Expect.between("ota.calls.address-rate", addressRate, 1, MOST);
        Expect.between("ota.calls.address-burst", addressBurst, 1, MOST);
    }

    public static CallsConfig defaults() {
        return new CallsConfig(500, 1_000, 100, 500);
    }

    Rate keyRate() {
        return new Rate(rate, burst);
    }

    Rate strangerRate() {
        return new Rate(addressRate, addressBurst);
    }
}
