package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplyCodeTest {
    @Test
    void knowsTheDocumentsTableAndNothingElse() {
        assertThat(ReplyCode.fromCode(106)).contains(ReplyCode.UNSUPPORTED);
        assertThat(ReplyCode.fromCode(200)).as("an alarm code, never a reply").isEmpty();
    }
}
