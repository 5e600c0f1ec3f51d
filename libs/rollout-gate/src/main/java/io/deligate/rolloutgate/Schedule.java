package io.deligate.rolloutgate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which share of the fleet is released how long after the start: straight lines between points, in basis points, never
 * falling. Two points at one time are a jump, a flat line is a hold; before the first point nobody is released, after the
 * last one its share stays.
 */
public record Schedule(List<Point> points) {
    /** More than anybody can look through. */
    public static final int MOST_POINTS = 1_000;

    private static final Duration LONGEST = Duration.ofDays(3_650);

    /**
     * One corner of the line.
     *
     * @param afterMillis since the start
     * @param share in basis points
     */
    public record Point(long afterMillis, int share) {
        public Point {
            if (afterMillis < 0 || afterMillis > LONGEST.toMillis()) {
                throw new IllegalArgumentException("schedule: " + afterMillis + " ms (expected: 0 to 10 years)");
            }
            if (share < 0 || share > Buckets.COUNT) {
                throw new IllegalArgumentException("share: " + share + " basis points (expected: 0 to 10000)");
            }
        }
    }

    /**
     * One step.
     *
     * @param share in basis points
     * @param hold how long it stays before the next one
     */
    public record Stage(int share, Duration hold) {}

    public Schedule {
        points = List.copyOf(points);
        if (points.isEmpty() || points.size() > MOST_POINTS) {
            throw new IllegalArgumentException("schedule: " + points.size() + " points (expected: 1 to 1000)");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).share() < points.get(i - 1).share()) {
                throw new IllegalArgumentException("schedule: share falls at point " + i + " (expected: never)");
            }
            if (points.get(i).afterMillis() < points.get(i - 1).afterMillis()) {
                throw new IllegalArgumentException("schedule: time falls at point " + i + " (expected: never)");
            }
        }
    }

    /** Steps; the last one stays whatever its hold is. */
    public static Schedule stages(List<Stage> stages) {
        List<Point> points = new ArrayList<>();
        long at = 0;
        for (Stage stage : stages) {
            if (!points.isEmpty()) {
                points.add(new Point(at, points.get(points.size() - 1).share()));
            }
            points.add(new Point(at, stage.share()));
            at += stage.hold().toMillis();
        }
        return new Schedule(points);
    }

    /** One slope. */
    public static Schedule ramp(int from, int to, Duration duration) {
        return new Schedule(List.of(new Point(0, from), new Point(duration.toMillis(), to)));
    }

    /** The share after so long, in basis points. */
    public int shareAfter(long millis) {
        if (millis < points.get(0).afterMillis()) {
            return 0;
        }
        // the last corner at or before that time
        int at = points.size() - 1;
        while (points.get(at).afterMillis() > millis) {
            at--;
        }
        Point from = points.get(at);
        if (at == points.size() - 1) {
            return from.share();
        }
        Point to = points.get(at + 1);
        long rise = (long) (to.share() - from.share()) * (millis - from.afterMillis());
        return from.share() + (int) (rise / (to.afterMillis() - from.afterMillis()));
    }

    /** How long after the start the share has passed the bucket, empty when it never does: the inverse, exact to the ms. */
    public OptionalLong whenPassed(int bucket) {
        int needed = bucket + 1;
        Point from = null;
        for (Point to : points) {
            if (to.share() >= needed) {
                if (from == null || to.afterMillis() == from.afterMillis()) {
                    return OptionalLong.of(to.afterMillis());
                }
                long rise = to.share() - from.share();
                long part = (needed - from.share()) * (to.afterMillis() - from.afterMillis());
                return OptionalLong.of(from.afterMillis() + (part + rise - 1) / rise);
            }
            from = to;
        }
        return OptionalLong.empty();
    }

    /** The share at the end. */
    public int lastShare() {
        return points.get(points.size() - 1).share();
    }

    /** How long it takes to get there. */
    public long lengthMillis() {
        return points.get(points.size() - 1).afterMillis();
    }
}
