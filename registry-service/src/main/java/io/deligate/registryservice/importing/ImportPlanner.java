package io.deligate.registryservice.importing;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.credential.CredentialMaker;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryservice.job.JobResult;
import io.deligate.registryservice.job.JobResult.Rank;
import io.deligate.registryview.AuthScheme;
import io.deligate.servicekit.config.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of lines. Nothing that exists is ever changed: the same line again is {@code unchanged}, another
 * product or another password is a {@code conflict}.
 */
public final class ImportPlanner {
    private static final String REGISTERED = "registered";
    private static final String UNCHANGED = "unchanged";
    private static final String CONFLICT = "conflict";
    private static final String INVALID = "invalid";
    private static final String DUPLICATE = "duplicate";

    private final CredentialMaker maker;

    public ImportPlanner(CredentialMaker maker) {
        this.maker = maker;
    }

    /** Costs a few hash computations for each line; pairs begin {@code now}. */
    ImportPlan plan(List<Line> lines, KnownFleet known, boolean dryRun, Instant now) {
        Plan plan = new Plan(known, dryRun, now);
        lines.forEach(plan::add);
        return dryRun
                ? new ImportPlan(List.of(), List.of(), List.of(), plan.results)
                : new ImportPlan(plan.devices, plan.secrets, plan.generated, plan.results);
    }

    private final class Plan {
        private final KnownFleet known;
        private final boolean dryRun;
        private final Instant now;
        private final Map<String, Long> earlier;
        private final List<ImportPlan.NewDevice> devices = new ArrayList<>();
        private final List<NewSecret> secrets = new ArrayList<>();
        private final List<ImportPlan.Generated> generated = new ArrayList<>();
        private final List<JobResult> results = new ArrayList<>();

        Plan(KnownFleet known, boolean dryRun, Instant now) {
            this.known = known;
            this.dryRun = dryRun;
            this.now = now;
            this.earlier = new HashMap<>(known.earlier());
        }

        void add(Line line) {
            String id = line.deviceId();
            Long first = DeviceId.parse(id).isEmpty() ? null : earlier.putIfAbsent(id, line.number());
            if (first != null) {
                result(
                        Rank.REFUSED,
                        line,
                        DUPLICATE,
                        "device_id stands in line " + first + " already (expected: once)");
            } else if (line instanceof Line.Unreadable bad) {
                result(Rank.REFUSED, line, INVALID, bad.reason());
            } else if (line instanceof Line.Fields fields) {
                Registration.Reading reading = Registration.of(fields);
                if (reading instanceof Registration.Bad bad) {
                    result(Rank.REFUSED, line, INVALID, bad.reason());
                } else if (reading instanceof Registration.Good good) {
                    add(line, good.registration());
                }
            }
        }

        private void add(Line line, Registration wanted) {
            AuthScheme auth = known.products().get(wanted.product());
            KnownFleet.Existing existing = known.devices().get(wanted.device());
            if (auth == null) {
                result(Rank.REFUSED, line, INVALID, "product: does not exist (expected: a registered one)");
            } else if (existing != null) {
                compare(line, wanted, existing);
            } else if (auth == AuthScheme.PRODUCT_KEY
                    && wanted.password() == null
                    && !wanted.username().isEmpty()) {
                result(Rank.REFUSED, line, INVALID, "password: missing (expected: one with the username, or neither)");
            } else {
                register(line, wanted, auth);
            }
        }

        private void compare(Line line, Registration wanted, KnownFleet.Existing existing) {
            Secret password = wanted.password();
            if (!existing.product().equals(wanted.product())) {
                result(Rank.REFUSED, line, CONFLICT, "device has another product; nothing was changed");
            } else if (password != null && !hasPair(credentials(wanted, password), existing)) {
                result(Rank.REFUSED, line, CONFLICT, "device has other credentials or none; nothing was changed");
            } else if (!wanted.name().isEmpty() && !wanted.name().equals(existing.name())) {
                result(Rank.NOTICE, line, UNCHANGED, "device has another name and keeps it");
            } else {
                result(Rank.FINE, line, UNCHANGED, "");
            }
        }

        private boolean hasPair(Credentials given, KnownFleet.Existing existing) {
            return existing.secrets().stream()
                    .map(maker::verifier)
                    .anyMatch(pair ->
                            pair.matches(given.username(), given.password().reveal()));
        }

        private void register(Line line, Registration wanted, AuthScheme auth) {
            DeviceId device = wanted.device();
            devices.add(new ImportPlan.NewDevice(device, wanted.product(), wanted.name()));
            String detail = "";
            if (wanted.password() != null) {
                secrets.add(maker.hashed(device, credentials(wanted, wanted.password()), now, null));
            } else if (auth == AuthScheme.PRE_REGISTERED) {
                Credentials made = credentials(wanted, maker.newPassword());
                secrets.add(maker.hashed(device, made, now, null));
                generated.add(new ImportPlan.Generated(line.number(), device, made));
                detail = "password made up; to be fetched once";
            }
            result(Rank.FINE, line, REGISTERED, dryRun ? "dry run: nothing was changed" : detail);
        }

        private static Credentials credentials(Registration wanted, Secret password) {
            String username = wanted.username().isEmpty() ? wanted.device().value() : wanted.username();
            return new Credentials(username, password);
        }

        private void result(Rank rank, Line line, String outcome, String detail) {
            results.add(new JobResult(rank, line.number(), line.deviceId(), outcome, detail));
        }
    }
}
