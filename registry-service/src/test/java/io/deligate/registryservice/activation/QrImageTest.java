package io.deligate.registryservice.activation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R136")
class QrImageTest {
    private static final String LINK = "http://qr.delicloud.com?from=device&action=activate&product=DL3785W"
            + "&device=DL3785W_1234567890&conntype=auto";
    private static final int PIXELS_PER_MODULE = 5;

    @Test
    void aReaderReadsThePng() throws Exception {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(QrImage.of(LINK).toPng()));
        int width = image.getWidth();
        int height = image.getHeight();
        assertThat(read(width, height, image.getRGB(0, 0, width, height, null, 0, width)))
                .isEqualTo(LINK);
    }

    /** Draws the squares of the path the way a browser does. */
    @Test
    void aReaderReadsTheSvg() throws Exception {
        String svg = QrImage.of(LINK).toSvg();
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertThat(box.find()).isTrue();
        int width = Integer.parseInt(box.group(1)) * PIXELS_PER_MODULE;
        int[] pixels = new int[width * width];
        Arrays.fill(pixels, 0xFFFFFFFF);
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            int left = Integer.parseInt(module.group(1)) * PIXELS_PER_MODULE;
            int top = Integer.parseInt(module.group(2)) * PIXELS_PER_MODULE;
            for (int y = top; y < top + PIXELS_PER_MODULE; y++) {
                Arrays.fill(pixels, y * width + left, y * width + left + PIXELS_PER_MODULE, 0xFF000000);
            }
        }
        assertThat(read(width, width, pixels)).isEqualTo(LINK);
    }

    private static String read(int width, int height, int[] pixels) throws Exception {
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))))
                .getText();
    }
}
