package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R78")
class DeviceViewTest {
    private static final Instant FIRST = Samples.FIRST;
    private static final Instant SECOND = Samples.SECOND;

    @Test
    void theSessionTheRegistryKnowsAsNewestHasThePreviousOneBeforeIt() {
        assertThat(known(20, SECOND, FIRST).lastAccessFor(20)).contains(FIRST);
    }

    @Test
    void aSessionTheRegistryHasNotHeardOfHasTheNewestKnownOneBeforeIt() {
        assertThat(known(10, FIRST, null).lastAccessFor(20)).contains(FIRST);
    }

    @Test
    void theFirstSessionHasNoneBeforeIt() {
        assertThat(known(10, FIRST, null).lastAccessFor(10)).isEmpty();
    }

    @Test
    void theFirstSessionHasNoneBeforeItEvenWhenTheRegistryHasNotHeardOfIt() {
        assertThat(known(DeviceView.NO_SESSION, null, null).lastAccessFor(0)).isEmpty();
    }

    @Test
    void aSessionThatIsOverIsToldTheSameAsTheOneThatReplacedIt() {
        assertThat(known(20, SECOND, FIRST).lastAccessFor(15)).contains(FIRST);
    }

    private static DeviceView known(long epoch, @Nullable Instant connected, @Nullable Instant previous) {
        return new DeviceView(
                Samples.DEVICE,
                Samples.MODEL,
                "",
                DeviceStatus.NORMAL,
                null,
                List.of(),
                "",
                List.of(),
                epoch,
                connected,
                previous);
    }
}
