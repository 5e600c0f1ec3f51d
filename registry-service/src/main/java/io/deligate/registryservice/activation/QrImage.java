package io.deligate.registryservice.activation;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A text as a QR code. Drawn without AWT: a picture of two colours is a few lines. */
public final class QrImage {
    /** ISO 18004 wants four empty modules around the code. */
    private static final int MARGIN = 4;

    private static final int PIXELS_PER_MODULE = 8;
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private final ByteMatrix modules;

    private QrImage(ByteMatrix modules) {
        this.modules = modules;
    }

    /** Throws when the text is too long for a code, which a link never is. */
    public static QrImage of(String text) {
        try {
            return new QrImage(Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix());
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("text: too long (expected: what a QR code holds)", tooLong);
        }
    }

    /** Modules from edge to edge, the empty ones around the code included. */
    private int size() {
        return modules.getWidth() + 2 * MARGIN;
    }

    private boolean isDark(int x, int y) {
        int column = x - MARGIN;
        int row = y - MARGIN;
        boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight();
        return inside && modules.get(column, row) == 1;
    }

    /** A drawing that scales. */
    public String toSvg() {
        StringBuilder dark = new StringBuilder();
        for (int y = 0; y < size(); y++) {
            for (int x = 0; x < size(); x++) {
                if (isDark(x, y)) {
                    dark.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %1$d\" shape-rendering=\"crispEdges\">"
                        .formatted(size())
                + "<path fill=\"#fff\" d=\"M0 0h%1$dv%1$dH0z\"/><path d=\"%2$s\"/></svg>\n".formatted(size(), dark);
    }

    /** A picture of one bit per pixel (PNG, ISO 15948). */
    public byte[] toPng() {
        int pixels = size() * PIXELS_PER_MODULE;
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(PNG_SIGNATURE);
        // width, height, bit depth 1, greyscale, the only compression, filter set and no interlacing there are
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(pixels)
                        .putInt(pixels)
                        .put((byte) 1)
                        .array());
        chunk(png, "IDAT", deflated(rows(pixels)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Each row is a filter byte of 0 and the pixels, 1 = white. */
    private byte[] rows(int pixels) {
        int bytesPerRow = 1 + pixels / 8;
        byte[] rows = new byte[pixels * bytesPerRow];
        for (int row = 0; row < pixels; row++) {
            for (int module = 0; module < size(); module++) {
                // eight pixels per module: one byte
                boolean dark = isDark(module, row / PIXELS_PER_MODULE);
                rows[row * bytesPerRow + 1 + module] = (byte) (dark ? 0 : 0xFF);
            }
        }
        return rows;
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] part = new byte[1024];
            while (!deflater.finished()) {
                out.write(part, 0, deflater.deflate(part));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(name);
        png.writeBytes(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
