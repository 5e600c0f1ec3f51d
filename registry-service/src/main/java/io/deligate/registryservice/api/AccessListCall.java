package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.Problem;
import io.deligate.registryview.EdgeList;
import io.deligate.registryview.EdgeNotice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Tells devices which edges to connect to (A70). */
public final class AccessListCall implements Calls {
    private static final String CACHED = "public, max-age=60";

    private final EdgeList edges;

    public AccessListCall(EdgeList edges) {
        this.edges = edges;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("getAccessList", request -> get());
    }

    /** Fails with 503 while no edge is known: an empty list would be taken for an answer. */
    private Future<Answer> get() {
        return edges.ready().map(AccessListCall::answer);
    }

    private static Answer answer(List<EdgeNotice> ready) {
        JsonArray mqtt = addresses(ready, EdgeNotice::mqtt);
        JsonArray mqtts = addresses(ready, EdgeNotice::mqtts);
        if (mqtt.isEmpty() && mqtts.isEmpty()) {
            return Answer.problem(Problem.of(503, "no-edge", "no edge is up (expected: one within seconds)"))
                    .with("Retry-After", "3");
        }
        JsonObject list = new JsonObject().put("MQTT", mqtt);
        if (!mqtts.isEmpty()) {
            list.put("MQTTS", mqtts);
        }
        return Answer.json(200, list).with("Cache-Control", CACHED);
    }

    private static JsonArray addresses(List<EdgeNotice> ready, Function<EdgeNotice, List<String>> kind) {
        return new JsonArray(ready.stream()
                .flatMap(edge -> kind.apply(edge).stream())
                .distinct()
                .toList());
    }
}
