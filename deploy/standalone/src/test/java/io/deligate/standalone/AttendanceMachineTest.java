package io.deligate.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AttendanceMachineTest {
    private final AttendanceMachine machine =
            new AttendanceMachine(Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC));

    @Test
    void letsNobodyInUntilAnAppHasToldItsUsers() {
        assertThat(machine.checkin()).isEmpty();
        assertThat(machine.userSync()).isEqualTo(new JsonObject("{\"cmd\":\"user_sync\",\"users\":[],\"payload\":[]}"));
    }

    @Test
    void letsTheUsersOfAllAppsInByTurnsAndNumbersTheirCheckins() {
        machine.hear("1", users("7"));
        machine.hear("2", users("8"));

        assertThat(machine.checkin()).contains(checkin(1_000_001, "7", "face"));
        assertThat(machine.checkin()).contains(checkin(1_000_002, "8", "card"));
        assertThat(machine.checkin()).contains(checkin(1_000_003, "7", "finger"));
        assertThat(machine.userSync().getJsonArray("users"))
                .isEqualTo(new JsonArray("[{\"id\":\"7\"},{\"id\":\"8\"}]"));
    }

    @Test
    void anAppsListReplacesItsOwnFormerOneAndNoOther() {
        machine.hear("1", users("7"));
        machine.hear("2", users("8"));
        machine.hear("1", users("9"));

        assertThat(machine.userSync().getJsonArray("users"))
                .isEqualTo(new JsonArray("[{\"id\":\"9\"},{\"id\":\"8\"}]"));
    }

    @Test
    void otherBusinessChangesNothing() {
        machine.hear("1", users("7"));
        machine.hear("1", new JsonObject("{\"cmd\":\"display\",\"payload\":[{\"id\":\"8\"}]}"));
        machine.hear("1", new JsonObject("{\"cmd\":\"user_sync\",\"payload\":\"nobody\"}"));

        assertThat(machine.userSync().getJsonArray("users")).isEqualTo(new JsonArray("[{\"id\":\"7\"}]"));
    }

    private static JsonObject users(String id) {
        return new JsonObject("{\"cmd\":\"user_sync\",\"payload\":[{\"id\":\"%s\",\"name\":\"A\"}]}".formatted(id));
    }

    private static JsonObject checkin(long serial, String user, String way) {
        return new JsonObject(
                "{\"cmd\":\"checkin\",\"payload\":[{\"serial\":%d,\"user_id\":\"%s\",\"time\":1000,\"type\":\"%s\"}]}"
                        .formatted(serial, user, way));
    }
}
