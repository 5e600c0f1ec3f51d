package io.deligate.registryservice.logdrop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name a device gives a file. On disk it is spelt in letters, digits, {@code .}, {@code _} and {@code -} alone, each
 * other byte as {@code %} and two digits: no name means anything to the file system.
 */
record FileName(String value) {
    private static final String PREFIX = "f-";
    private static final int LONGEST_ON_DISK = 200;

    /**
     * The name at the end of a path that a client gives, relative or from the root; empty when that is not a file right
     * in the root, which is all there is.
     */
    static Optional<FileName> ofPath(String path) {
        String name = path;
        while (name.startsWith("/") || name.startsWith("./")) {
            name = name.substring(name.indexOf('/') + 1);
        }
        boolean plain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(each -> each == '/' || each == '\\' || Character.isISOControl(each));
        return Optional.of(new FileName(name))
                .filter(found -> plain && found.onDisk().length() <= LONGEST_ON_DISK);
    }

    String onDisk() {
        StringBuilder text = new StringBuilder(PREFIX);
        for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(each)) {
                text.append((char) each);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return text.toString();
    }

    /** The name of a file on disk; empty when it is not one of ours. */
    static Optional<FileName> ofDisk(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = PREFIX.length(); i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                bytes.write(text.charAt(i));
            } else if (i + 2 < text.length() && isHex(text, i + 1)) {
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new FileName(bytes.toString(StandardCharsets.UTF_8)));
    }

    private static boolean isHex(String text, int at) {
        return HexFormat.isHexDigit(text.charAt(at)) && HexFormat.isHexDigit(text.charAt(at + 1));
    }

    private static boolean isPlain(byte each) {
        return (each >= 'a' && each <= 'z')
                || (each >= 'A' && each <= 'Z')
                || (each >= '0' && each <= '9')
                || each == '.'
                || each == '_'
                || each == '-';
    }
}
