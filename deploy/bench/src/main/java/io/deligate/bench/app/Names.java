package io.deligate.bench.app;

/**
 * Device ids of a fleet that is shared by several edges, each with a generator of its own.
 *
 * @param perEdge devices of an edge, the last one's may be fewer
 */
public record Names(String prefix, int perEdge) {
    /** The id of device {@code number} of the whole fleet, from 0. */
    public String of(int number) {
        return prefixOf(number / perEdge) + number % perEdge;
    }

    /** What the ids of one edge's devices begin with; behind it they are numbered from 0. */
    public String prefixOf(int edge) {
        return prefix + edge + "_";
    }
}
