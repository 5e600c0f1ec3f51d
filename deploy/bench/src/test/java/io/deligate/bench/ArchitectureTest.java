package io.deligate.bench;

import io.deligate.testkit.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void keepsTheRules() {
        ArchitectureRules.check("io.deligate.bench");
    }
}
