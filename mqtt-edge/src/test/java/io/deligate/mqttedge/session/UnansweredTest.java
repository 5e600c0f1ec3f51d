package io.deligate.mqttedge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnansweredTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Unanswered unanswered = new Unanswered(0);

    @Test
    void eachReplyAnswersOneRequest() {
        unanswered.asked(1);
        unanswered.asked(2);
        assertThat(unanswered.answered(3)).isTrue();
        assertThat(unanswered.count(3)).isEqualTo(1);
        assertThat(unanswered.answered(4)).isTrue();
        assertThat(unanswered.answered(5)).isFalse();
        assertThat(unanswered.count(5)).isZero();
    }

    @Test
    void aRequestWhoseReplyNeverComesIsForgottenNotBeforeQueriesAre() {
        unanswered.asked(34 * SECOND);
        assertThat(unanswered.count(36 * SECOND)).isEqualTo(1);
        unanswered.asked(60 * SECOND);
        assertThat(unanswered.count(69 * SECOND)).isEqualTo(2);
        assertThat(unanswered.count(71 * SECOND)).isEqualTo(1);
        assertThat(unanswered.count(106 * SECOND)).isZero();
    }

    @Test
    void afterALongSilenceNothingIsRemembered() {
        unanswered.asked(1);
        assertThat(unanswered.count(1_000 * SECOND)).isZero();
        assertThat(unanswered.answered(1_000 * SECOND)).isFalse();
    }
}
