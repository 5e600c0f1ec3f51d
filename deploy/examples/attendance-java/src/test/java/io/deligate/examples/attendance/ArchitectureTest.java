package io.deligate.examples.attendance;

import io.deligate.testkit.rules.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void keepsTheArchitecture() {
        ArchitectureRules.check("io.deligate.examples.attendance");
    }
}
