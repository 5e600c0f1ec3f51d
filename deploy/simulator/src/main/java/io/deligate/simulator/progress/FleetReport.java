package io.deligate.simulator.progress;

import io.deligate.simulator.device.Happening;
import io.deligate.simulator.device.Phase;
import io.deligate.simulator.fleet.FleetPlan;
import io.deligate.simulator.fleet.Snapshot;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A fleet's figures in words, for people and for scripts. */
public final class FleetReport {
    private static final Map<Integer, String> REFUSALS = Map.of(
            1, "unacceptable protocol version",
            2, "identifier rejected",
            3, "server unavailable or busy",
            4, "bad user name or password",
            5, "not authorised");

    private static final String TLS_HINT =
            ": is the platform's certificate made for this host, and signed by one that --ca or the system trusts?";

    private FleetReport() {}

    /** One line of what goes on, the most important first. */
    public static String line(Snapshot now, double perSecond) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.0f msg/s", perSecond));
        if (now.connections().away() > 0) {
            line.append(", ").append(now.connections().away()).append(" away");
        }
        line.append(", runs ").append(pairs(now.versions()));
        appendCount(line, now.count(Phase.WAITING), "waiting");
        appendCount(line, now.count(Phase.DOWNLOADING), "downloading");
        appendCount(line, now.count(Phase.INSTALLING), "installing");
        appendCount(line, now.count(Happening.INSTALLED), "installed");
        appendCount(line, now.count(Happening.FAILED), "failed");
        appendCount(line, now.count(Happening.WITHDRAWN), "withdrawn");
        if (!now.errors().isEmpty()) {
            line.append(", errors ").append(pairs(now.errors()));
        }
        if (!now.refused().isEmpty()) {
            line.append(", refused ").append(pairs(now.refused()));
        }
        return line.toString();
    }

    private static void appendCount(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(what);
        }
    }

    private static String pairs(Map<?, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Why devices do not get in, with what to look at; empty while there is no such trouble. */
    public static List<String> advice(Snapshot now, FleetPlan plan) {
        if (now.connections().ever() > 0) {
            return List.of();
        }
        List<String> refused = now.refused().keySet().stream()
                .map(code -> "refused with CONNACK " + code + " (" + REFUSALS.getOrDefault(code, "unknown code") + ")"
                        + hint(code, plan))
                .toList();
        return refused.isEmpty()
                ? now.troubles().keySet().stream()
                        .map(trouble -> trouble + (trouble.contains("TLS: ") ? TLS_HINT : ""))
                        .toList()
                : refused;
    }

    private static String hint(int code, FleetPlan plan) {
        return switch (code) {
            case 4 -> ": is there a product " + plan.model() + ", and is this its key?";
            case 5 -> ": is product " + plan.model() + " enabled, and made for the product-key scheme?";
            default -> "";
        };
    }

    /** Some lines at the end. */
    public static List<String> summary(Snapshot end, FleetPlan plan, Duration took) {
        Snapshot.Connections connections = end.connections();
        return List.of(
                "devices      %d, of which %d have been connected and %d are now, after %d s"
                        .formatted(plan.devices(), connections.ever(), connections.now(), took.toSeconds()),
                "connections  %d made, %d lost, refused by code: %s"
                        .formatted(connections.made(), connections.lost(), orNone(end.refused())),
                "messages     %d sent, %d acknowledged, %d held back, %d received"
                        .formatted(end.sent(), end.acknowledged(), end.heldBack(), end.received()),
                "errors       by action/code: " + orNone(end.errors()),
                "updates      %d offered, %d installed, %d failed, %d withdrawn, %d downloads resumed"
                        .formatted(
                                end.count(Happening.OFFERED),
                                end.count(Happening.INSTALLED),
                                end.count(Happening.FAILED),
                                end.count(Happening.WITHDRAWN),
                                end.resumed()),
                "versions     " + orNone(end.versions()),
                "troubles     " + orNone(end.troubles()));
    }

    private static String orNone(Map<?, Long> counts) {
        return counts.isEmpty() ? "none" : pairs(counts);
    }

    /** The same as one JSON object. */
    public static JsonObject json(Snapshot end, FleetPlan plan, String address, Duration took) {
        Snapshot.Connections connections = end.connections();
        JsonObject updates = new JsonObject()
                .put("offered", end.count(Happening.OFFERED))
                .put("installed", end.count(Happening.INSTALLED))
                .put("failed", end.count(Happening.FAILED))
                .put("withdrawn", end.count(Happening.WITHDRAWN))
                .put("waiting", end.count(Phase.WAITING))
                .put("downloading", end.count(Phase.DOWNLOADING))
                .put("installing", end.count(Phase.INSTALLING))
                .put("resumed", end.resumed());
        return new JsonObject()
                .put("devices", plan.devices())
                .put("address", address)
                .put("product", plan.model())
                .put("seed", plan.seed())
                .put("seconds", took.toMillis() / 1_000.0)
                .put("connected", connections.now())
                .put("ever_connected", connections.ever())
                .put("away", connections.away())
                .put("connections", connections.made())
                .put("lost", connections.lost())
                .put("refused", object(end.refused()))
                .put("sent", end.sent())
                .put("acknowledged", end.acknowledged())
                .put("held_back", end.heldBack())
                .put("received", end.received())
                .put("errors", object(end.errors()))
                .put("commands", end.count(Happening.COMMAND))
                .put("notices", end.count(Happening.NOTICE))
                .put("app_messages", end.count(Happening.APP_MESSAGE))
                .put("unreadable", end.count(Happening.UNREADABLE))
                .put("updates", updates)
                .put("versions", object(end.versions()))
                .put("troubles", object(end.troubles()));
    }

    private static JsonObject object(Map<?, Long> counts) {
        JsonObject object = new JsonObject();
        counts.forEach((key, count) -> object.put(String.valueOf(key), count));
        return object;
    }
}
