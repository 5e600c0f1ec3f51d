package io.deligate.k8stests;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.testkit.docs.Repository;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Each service's image keeps what deploy/image/contract-test.sh asks of it. */
class ImagesCampaign {
    private static final int SKIPPED = 77;

    @Test
    void eachStartsServesAndStopsWithoutAnyPrivilege() throws Exception {
        Tool.Result result = Tool.run(List.of(
                Repository.root().resolve("deploy/image/contract-test.sh").toString()));
        Assumptions.assumeFalse(result.code() == SKIPPED, result.output());
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("ok mqtt-edge", "ok dispatcher", "ok app-bridge", "ok registry-service", "ok ota-service");
    }
}
