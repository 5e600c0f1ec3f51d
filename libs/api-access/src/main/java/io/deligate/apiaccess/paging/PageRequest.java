package io.deligate.apiaccess.paging;

/**
 * Which part of a list is wanted.
 *
 * @param after the key behind which to go on; empty = from the beginning
 */
public record PageRequest(int size, String after) {
    public static final int USUAL_SIZE = 50;
    public static final int MOST = 500;

    public PageRequest {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("page_size: " + size + " (expected: 1 to " + MOST + ")");
        }
    }

    /** How many rows to read: one more tells whether there is a next page. */
    public int rows() {
        return size + 1;
    }
}
