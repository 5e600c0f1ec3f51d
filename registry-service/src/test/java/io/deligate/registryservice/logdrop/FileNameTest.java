package io.deligate.registryservice.logdrop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource({
        "a.log,f-a.log",
        "/a.log,f-a.log",
        "./a.log,f-a.log",
        "//a.log,f-a.log",
        ".hidden,f-.hidden",
        "...,f-...",
        "日志 1.gz,f-%E6%97%A5%E5%BF%97%201.gz",
        "a%2Fb,f-a%252Fb",
        "C:a.log,f-C%3Aa.log",
    })
    void aNameIsSpeltOnDiskSoThatItMeansNothingAndIsReadBack(String path, String onDisk) {
        FileName name = FileName.ofPath(path).orElseThrow();
        assertThat(name.onDisk()).isEqualTo(onDisk);
        assertThat(FileName.ofDisk(onDisk)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "/..",
                "../a",
                "/../a",
                "a/../b",
                "a/b",
                "/etc/passwd",
                "..\\a",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "./..",
                "././../a"
            })
    void whatIsNotAFileRightInTheRootHasNoName(String path) {
        assertThat(FileName.ofPath(path)).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsNone() {
        assertThat(FileName.ofPath("a".repeat(198))).isPresent();
        assertThat(FileName.ofPath("a".repeat(199))).isEmpty();
        assertThat(FileName.ofPath("日".repeat(23))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.log", "t-123", "f-%", "f-%2", "f-%zz"})
    void whatOthersPutThereIsNotTakenForAFileOfOurs(String onDisk) {
        assertThat(FileName.ofDisk(onDisk)).isEmpty();
    }
}
