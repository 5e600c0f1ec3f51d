package io.deligate.registryservice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.registryservice.revision.Precondition;
import io.deligate.registryservice.revision.StaleRevision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    @ParameterizedTest
    @ValueSource(strings = {"\"7\"", " \"6\" , \"7\"", "\"a\",\"7\"", "*"})
    void letsThroughWhoHasSeenTheNewest(String line) {
        Precondition precondition = EntityTags.precondition(List.of(line));
        assertThatCode(() -> precondition.check(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "W/\"7\"", "7", "\"\"", "", "\"07x\"", "\"99999999999999999999\""})
    void stopsEverybodyElse(String line) {
        Precondition precondition = EntityTags.precondition(List.of(line));
        assertThatThrownBy(() -> precondition.check(7)).isInstanceOf(StaleRevision.class);
    }

    @Test
    void asksForNothingWhenTheCallerDoesNot() {
        assertThatCode(() -> EntityTags.precondition(List.of()).check(7)).doesNotThrowAnyException();
        assertThat(EntityTags.of(7)).isEqualTo("\"7\"");
    }

    @Test
    void takesSeveralLines() {
        assertThatCode(() -> EntityTags.precondition(List.of("\"1\"", "\"7\"")).check(7))
                .doesNotThrowAnyException();
    }
}
