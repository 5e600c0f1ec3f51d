package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReachabilityTest {
    private static final String SILENT = "registry does not answer, going on with what is known: in vain ";
    private static final String AGAIN = "registry answers again";

    private final Logger log = (Logger) LoggerFactory.getLogger(RegistryView.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final AtomicLong now = new AtomicLong();
    private final Reachability reachability = new Reachability(now::get);

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void leave() {
        log.detachAppender(said);
    }

    private List<String> said() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aRegistryThatAnswersSomeAndNotOthersIsSpokenOfOnce() {
        for (int i = 0; i < 100; i++) {
            reachability.silent("a device", "in vain", null);
            after(Duration.ofMillis(40));
            reachability.answered();
        }

        assertThat(said()).containsExactly(SILENT);
        assertThat(reachability.failures()).isEqualTo(100);
        assertThat(reachability.isSilent()).isFalse();
    }

    @Test
    void itAnswersAgainOnceItLeftNothingUnansweredForAWhile() {
        reachability.silent("a device", "in vain", null);
        after(Duration.ofSeconds(5));

        reachability.answered();
        reachability.answered();
        reachability.silent("a device", "in vain", null);

        assertThat(said()).containsExactly(SILENT, AGAIN, SILENT);
        assertThat(reachability.isSilent()).isTrue();
    }
}
