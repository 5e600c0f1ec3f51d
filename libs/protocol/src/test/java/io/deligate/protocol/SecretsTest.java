package io.deligate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R148")
class SecretsTest {
    @Test
    void aPrintedLoginShowsNeitherTokenNorMobileNumber() {
        LoginNotice notice = new LoginNotice(
                Mid.of("l-1"),
                Messages.USER,
                Messages.DEVICE,
                LoginNotice.Status.CONFIRMED,
                new LoginNotice.Person("王芳", "13800000000", ""),
                new LoginNotice.Token("t0k3n", Messages.NOW));
        assertThat(notice.toString())
                .contains("王芳")
                .doesNotContain("13800000000")
                .doesNotContain("t0k3n");
    }

    @Test
    void aPrintedLogUploadShowsNoCredentials() {
        LogUpload upload = new LogUpload(
                Mid.of("c-1"),
                null,
                Messages.DEVICE,
                new LogUpload.DropBox("ftp.example.com", null, "logs", "one-time", "/signed"),
                null,
                null);
        assertThat(upload.toString())
                .contains("ftp.example.com")
                .doesNotContain("one-time")
                .doesNotContain("/signed");
    }
}
