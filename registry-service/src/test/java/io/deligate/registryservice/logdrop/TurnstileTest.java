package io.deligate.registryservice.logdrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Turnstile turnstile = new Turnstile(nanos::get);

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void soManyComeInAndSoManyFromOneAddress() throws Exception {
        for (int from = 0; from < Turnstile.MOST / Turnstile.MOST_PER_ADDRESS; from++) {
            for (int i = 0; i < Turnstile.MOST_PER_ADDRESS; i++) {
                assertThat(turnstile.enter(address(from))).isTrue();
            }
            assertThat(turnstile.enter(address(from))).isFalse();
        }
        assertThat(turnstile.enter(address(99))).isFalse();
        turnstile.leave(address(0));
        assertThat(turnstile.enter(address(99))).isTrue();
        assertThat(turnstile.enter(address(0))).isFalse();
    }

    @Test
    void tooManyFailedLoginsKeepAnAddressOutForAWhile() throws Exception {
        for (int i = 0; i < Turnstile.MOST_FAILURES - 1; i++) {
            turnstile.failed(address(1));
        }
        assertThat(turnstile.enter(address(1))).isTrue();
        turnstile.failed(address(1));
        assertThat(turnstile.enter(address(1))).isFalse();
        assertThat(turnstile.enter(address(2))).isTrue();
        nanos.addAndGet(Turnstile.SPAN.toNanos());
        assertThat(turnstile.enter(address(1))).isTrue();
        turnstile.failed(address(1));
        assertThat(turnstile.enter(address(1))).isTrue();
    }
}
