package io.deligate.bench.measure;

import io.deligate.bench.child.ChildProcess;
import io.deligate.bench.figure.Report;
import io.deligate.bench.floor.Answerer;
import io.deligate.bench.floor.RequestFloor;
import io.deligate.bench.part.Platform;
import io.deligate.bench.part.Server;
import io.deligate.bench.part.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request for the time (action 100) to its answer at the device: through the edge and Kafka to the dispatcher, and back.
 *
 * @param rate requests per second of all devices together; open loop
 * @param dispatcher settings of the dispatcher
 */
public record Request(int connections, int rate, Map<String, String> dispatcher, Options options) implements Bench {
    private static final String DOWN_TOPIC = "bench.floor.down";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    public Request {
        Options.connections(connections);
        Options.between("--rate", rate, 1, connections * 40L);
        dispatcher = Options.checked("--set-service", dispatcher);
    }

    @Override
    public Report run(Stage stage) throws InterruptedException {
        stage.conditions().put("loop", "open");
        stage.conditions().put("connections", connections);
        stage.conditions().put("rate", rate);
        stage.conditions().put("action", 100);
        stage.conditions().put("dispatcher_settings", dispatcher);
        Arena arena = new Arena(stage, options, connections, Map.of());
        Platform platform = arena.platform();
        Topics.create(platform.bootstrap(), 1, List.of(DOWN_TOPIC));
        Server edge = arena.edge("edge-1");
        ChildProcess service = platform.service("dispatcher", dispatcher);
        Server floor = arena.floor(
                "floor",
                RequestFloor.class,
                List.of(platform.bootstrap(), Arena.FLOOR_TOPIC, platform.productKey(), DOWN_TOPIC));
        ChildProcess answerer = stage.children()
                .measured(
                        "answerer",
                        Answerer.class.getName(),
                        List.of(platform.bootstrap(), Arena.FLOOR_TOPIC, DOWN_TOPIC),
                        Map.of());
        var unused = answerer.await(Pattern.compile("^answerer: ready$"), STARTS_WITHIN);
        Side edgeSide = arena.side("edge", edge, order(), Map.of("answerer", List.of(service)));
        Side floorSide = arena.side("floor", floor, order(), Map.of("answerer", List.of(answerer)));
        Duel.fight(stage, edgeSide, floorSide, options);
        return new Report("request", stage.conditions(), edgeSide.perMillion(), floorSide.perMillion());
    }

    private Map<String, Object> order() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("shape", "open");
        order.put("goal", "answer");
        order.put("action", 100);
        order.put("connections", connections);
        order.put("rate", rate);
        order.put("payload", 1);
        return order;
    }
}
