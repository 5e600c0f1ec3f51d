package io.deligate.systemtests;

import io.deligate.testkit.docs.Docs;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    @Test
    void nameOnlyClassesThatExistLinkOnlyToFilesThatExistAndShowOnlyMessagesThatDecode() {
        Docs.check(DeligateProcess.home());
    }
}
