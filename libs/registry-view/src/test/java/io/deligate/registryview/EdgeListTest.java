package io.deligate.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R135")
class EdgeListTest {
    @Test
    void namesTheLeastLoadedFirst() {
        assertThat(EdgeList.inOrder(List.of(edge("a", 900, true), edge("b", 10, true), edge("c", 400, true))))
                .extracting(EdgeNotice::edge)
                .containsExactly("b", "c", "a");
    }

    @Test
    void leavesOutWhoWantsNoMore() {
        assertThat(EdgeList.inOrder(List.of(edge("a", 1, false), edge("b", 10, true))))
                .extracting(EdgeNotice::edge)
                .containsExactly("b");
    }

    @Test
    void isNotEmptyWhileAnyEdgeIsUp() {
        assertThat(EdgeList.inOrder(List.of(edge("a", 1, false)))).hasSize(1);
    }

    @Test
    void spreadsDevicesOverEquallyLoadedEdges() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            first.add(EdgeList.inOrder(List.of(edge("a", 1_000, true), edge("b", 1_001, true), edge("c", 0, false)))
                    .get(0)
                    .edge());
        }
        assertThat(first).containsExactlyInAnyOrder("a", "b");
    }

    private static EdgeNotice edge(String id, int connections, boolean ready) {
        return new EdgeNotice(id, List.of("tcp://" + id + ":1883"), List.of(), connections, ready);
    }
}
