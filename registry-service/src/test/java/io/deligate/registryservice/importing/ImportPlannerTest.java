package io.deligate.registryservice.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deligate.apiaccess.SecretKeys;
import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.credential.CredentialMaker;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryview.AuthScheme;
import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportPlannerTest {
    private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
    private static final CredentialMaker MAKER =
            new CredentialMaker(new VerifierKeys(new SecretKeys(new Secret("a secret key for this test"))));
    private static final DeviceId KNOWN = new DeviceId("known");
    private static final DeviceId BARE = new DeviceId("bare");
    private static final NewSecret PAIR =
            MAKER.hashed(KNOWN, new Credentials("account", new Secret("right")), NOW, null);
    private static final KnownFleet FLEET = new KnownFleet(
            Map.of(
                    new ProductModel("KEY1"), AuthScheme.PRODUCT_KEY,
                    new ProductModel("PRE1"), AuthScheme.PRE_REGISTERED),
            Map.of(
                    KNOWN, new KnownFleet.Existing(new ProductModel("PRE1"), "Gate", List.of(PAIR)),
                    BARE, new KnownFleet.Existing(new ProductModel("KEY1"), "", List.of())),
            Map.of("earlier", 5L));

    private static ImportPlan plan(boolean dryRun, Line... lines) {
        return new ImportPlanner(MAKER).plan(Arrays.asList(lines), FLEET, dryRun, NOW);
    }

    private static Line line(
            String id, String product, @Nullable String username, @Nullable String password, @Nullable String name) {
        return new Line.Fields(9, id, product, username, password, name);
    }

    @ParameterizedTest
    @CsvSource({
        // a device nobody knows
        "new, KEY1, ,        ,      ,      FINE,    registered, 1, 0, 0",
        "new, KEY1, ,        pass,  Name,  FINE,    registered, 1, 1, 0",
        "new, KEY1, account, pass,  ,      FINE,    registered, 1, 1, 0",
        "new, KEY1, account, ,      ,      REFUSED, invalid,    0, 0, 0",
        "new, PRE1, ,        ,      ,      FINE,    registered, 1, 1, 1",
        "new, PRE1, account, ,      ,      FINE,    registered, 1, 1, 1",
        "new, PRE1, ,        pass,  ,      FINE,    registered, 1, 1, 0",
        "new, NONE, ,        ,      ,      REFUSED, invalid,    0, 0, 0",
        "new, low,  ,        ,      ,      REFUSED, invalid,    0, 0, 0",
        "a b, KEY1, ,        ,      ,      REFUSED, invalid,    0, 0, 0",
        "earlier, KEY1, ,    ,      ,      REFUSED, duplicate,  0, 0, 0",
        // devices that exist
        "known, PRE1, account, right, Gate,  FINE,    unchanged, 0, 0, 0",
        "known, PRE1, ,        ,      ,      FINE,    unchanged, 0, 0, 0",
        "known, PRE1, ,        ,      Other, NOTICE,  unchanged, 0, 0, 0",
        "known, PRE1, account, wrong, ,      REFUSED, conflict,  0, 0, 0",
        "known, PRE1, ,        right, ,      REFUSED, conflict,  0, 0, 0",
        "known, KEY1, account, right, ,      REFUSED, conflict,  0, 0, 0",
        "bare,  KEY1, ,        ,      ,      FINE,    unchanged, 0, 0, 0",
        "bare,  KEY1, ,        pass,  ,      REFUSED, conflict,  0, 0, 0",
    })
    void decidesByWhatExists(
            @Nullable String id,
            String product,
            @Nullable String username,
            @Nullable String password,
            @Nullable String name,
            JobResult.Rank rank,
            String outcome,
            int devices,
            int secrets,
            int generated) {
        ImportPlan plan = plan(false, line(String.valueOf(id), product, username, password, name));
        JobResult result = plan.results().get(0);
        assertThat(result.rank()).as(result.detail()).isEqualTo(rank);
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.line()).isEqualTo(9);
        assertThat(plan.devices()).hasSize(devices);
        assertThat(plan.secrets()).hasSize(secrets);
        assertThat(plan.generated()).hasSize(generated);
        assertThat(plan.failed()).isEqualTo(rank == JobResult.Rank.REFUSED ? 1 : 0);
        ImportPlan dry = plan(true, line(String.valueOf(id), product, username, password, name));
        assertThat(dry.results().get(0).outcome()).isEqualTo(outcome);
        assertThat(dry.devices()).isEmpty();
        assertThat(dry.secrets()).isEmpty();
        assertThat(dry.generated()).isEmpty();
    }

    @Test
    void theFirstLineOfADeviceCountsEvenWhenItIsRefused() {
        ImportPlan plan = plan(
                false,
                new Line.Fields(2, "twice", "NONE", null, null, null),
                new Line.Fields(3, "twice", "KEY1", null, null, null),
                new Line.Unreadable(4, "", "broken"),
                new Line.Unreadable(5, "", "broken"));
        assertThat(plan.results())
                .extracting(JobResult::outcome)
                .containsExactly("invalid", "duplicate", "invalid", "invalid");
        assertThat(plan.results().get(1).detail()).contains("line 2");
    }

    @Test
    @Tag("R148")
    void noResultRepeatsAPassword() {
        ImportPlan plan = plan(
                false,
                line("known", "PRE1", "account", "secret-word", null),
                line("new", "KEY1", "account", "secret-\u0001word", null));
        assertThat(plan.results())
                .hasSize(2)
                .allSatisfy(result -> assertThat(result.toString()).doesNotContain("secret-"));
    }

    @Test
    void aNameOfTheWrongFormIsRefused() {
        ImportPlan plan =
                plan(false, line("new", "KEY1", null, null, "x".repeat(257)), line("new2", "KEY1", null, null, "a\nb"));
        assertThat(plan.failed()).isEqualTo(2);
    }
}
