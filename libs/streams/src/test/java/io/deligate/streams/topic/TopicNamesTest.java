package io.deligate.streams.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.protocol.ActionFamily;
import io.deligate.protocol.AppId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
    private final TopicNames topics = new TopicNames(TopicNames.DEFAULT_PREFIX);

    @ParameterizedTest
    @CsvSource({
        "REQUEST, deli.up.1xx",
        "UNSUPPORTED, deli.up.1xx",
        "COMMAND_ANSWER, deli.up.2xx",
        "MESSAGE, deli.up.3xx"
    })
    void sendsEachFamilyItsWay(ActionFamily family, String topic) {
        assertThat(topics.up(family)).isEqualTo(topic);
    }

    @Test
    void hasNoTopicForWhatIsIgnored() {
        assertThatThrownBy(() -> topics.up(ActionFamily.IGNORED)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spellsTheTopicsOfTheContract() {
        assertThat(topics.upRequests()).isEqualTo("deli.up.1xx");
        assertThat(topics.down(new EdgeId("edge-1"))).isEqualTo("deli.down.edge-1");
        assertThat(topics.sessions()).isEqualTo("deli.sessions");
        assertThat(topics.broadcast()).isEqualTo("deli.broadcast");
        assertThat(topics.edges()).isEqualTo("deli.edges");
        assertThat(topics.receipts()).isEqualTo("deli.receipts");
        assertThat(topics.deadLetter()).isEqualTo("deli.dead-letter");
    }

    @Test
    void knowsTheTopicsOfApps() {
        assertThat(topics.appIn(new AppId(12))).isEqualTo("deli.app.12.in");
        assertThat(topics.appOut(new AppId(12))).isEqualTo("deli.app.12.out");
        assertThat(topics.appOfOut("deli.app.12.out")).contains(new AppId(12));
        assertThat("deli.app.12.out").matches(topics.appOutOfAny());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"deli.app.12.in", "deli.app..out", "deli.app.x.out", "deli.app.012.out", "deliXapp.12.out", "a"})
    void knowsWhatIsNoAppsOutTopic(String topic) {
        assertThat(topics.appOfOut(topic)).isEmpty();
        assertThat(topic).doesNotMatch(topics.appOutOfAny());
    }

    @Test
    void putsThePrefixBeforeEveryName() {
        assertThat(new TopicNames("north.").sessions()).isEqualTo("north.sessions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "ä", "a:b"})
    void refusesAPrefixKafkaWouldRefuse(String prefix) {
        assertThatThrownBy(() -> new TopicNames(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("topic-prefix: " + prefix);
    }
}
