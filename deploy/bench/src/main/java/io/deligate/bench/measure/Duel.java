package io.deligate.bench.measure;

import io.deligate.bench.child.Proc;
import java.nio.file.Path;

/**
 * Measures edge and floor in turn, in two rounds of opposite order, so that what else happens on the machine meets both.
 * The one that is not measured stands idle, with its devices connected.
 */
final class Duel {
    private static final int ROUNDS = 2;

    private Duel() {}

    static void fight(Stage stage, Side edge, Side floor, Options options) throws InterruptedException {
        stage.conditions().put("seconds", options.seconds());
        stage.conditions().put("warmup_seconds", options.warmup());
        edge.warmUp(stage, options.warmup());
        floor.warmUp(stage, options.warmup());
        Path profile = options.profile();
        if (profile != null) {
            stage.children().named(options.profiled()).beginProfile(profile);
        }
        for (int round = 0; round < ROUNDS; round++) {
            int seconds = options.seconds() * (round + 1) / ROUNDS - options.seconds() * round / ROUNDS;
            for (Side side : round % 2 == 0 ? new Side[] {edge, floor} : new Side[] {floor, edge}) {
                if (seconds > 0) {
                    side.measure(stage, seconds);
                }
            }
        }
        if (profile != null) {
            stage.children().named(options.profiled()).endProfile();
            stage.say("profile of %s in %s".formatted(options.profiled(), profile));
        }
        stage.conditions().put("load_average_after", Proc.load());
    }
}
