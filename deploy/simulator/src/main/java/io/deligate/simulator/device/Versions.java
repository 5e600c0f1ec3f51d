package io.deligate.simulator.device;

/** Which of two versions is newer, as firmware sees it: parts between dots, numbers by their value. */
final class Versions {
    private Versions() {}

    static boolean isNewer(String candidate, String running) {
        String[] left = candidate.split("\\.", -1);
        String[] right = running.split("\\.", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = compare(i < left.length ? left[i] : "0", i < right.length ? right[i] : "0");
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    private static int compare(String left, String right) {
        if (isNumber(left) && isNumber(right)) {
            return Long.compare(Long.parseLong(left), Long.parseLong(right));
        }
        return left.compareTo(right);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.length() <= 18 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
