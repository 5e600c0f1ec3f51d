package io.deligate.protocol;

/** The spelling shared by product models and product types (A9). */
final class ProductName {
    static final String EXPECTED = "1 to 16 of A-Z, 0-9 and -";
    private static final int MAX_LENGTH = 16;

    private ProductName() {}

    static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }
}
