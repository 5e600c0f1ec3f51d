package io.deligate.servicekit.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deligate.servicekit.health.HealthReport.Result;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthRegistryTest {
    private final HealthRegistry health = new HealthRegistry();

    @Test
    void withoutChecksAllIsWell() {
        assertThat(health.live().isUp()).isTrue();
        assertThat(health.ready().isUp()).isTrue();
    }

    @Test
    void oneProblemIsEnoughToBeDownAndIsNamed() {
        health.readiness("kafka", () -> Optional.of("no broker answers"));
        health.readiness("listeners", Optional::empty);

        assertThat(health.ready().isUp()).isFalse();
        assertThat(health.ready().results())
                .containsExactly(new Result("kafka", "no broker answers"), new Result("listeners", null));
        assertThat(health.live().isUp()).isTrue();
    }

    @Test
    void aCheckThatThrowsCountsAsAProblem() {
        health.liveness("odd", () -> {
            throw new IllegalStateException("boom");
        });

        assertThat(health.live().results())
                .containsExactly(new Result("odd", "the check itself failed: IllegalStateException"));
    }

    @Test
    void aNameBelongsToOneCheckUntilItIsRemoved() {
        health.readiness("listeners", Optional::empty);

        assertThatThrownBy(() -> health.readiness("listeners", Optional::empty))
                .isInstanceOf(IllegalStateException.class);
        health.remove("listeners");
        health.readiness("listeners", Optional::empty);
    }
}
