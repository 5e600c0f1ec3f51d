package io.deligate.registryservice.intake;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.intake.IntakeRecord.AlarmRaised;
import io.deligate.registryservice.intake.IntakeRecord.Refused;
import io.deligate.registryservice.intake.IntakeRecord.Reported;
import io.deligate.registryservice.intake.IntakeRecord.UnbindAsked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records that are carried out kind by kind: reports, alarms, refusals, and the unbind requests last.
 *
 * <p>The first three touch different data of a device, so their order among each other cannot be seen. An unbind changes
 * what the records behind it mean: they wait for the next round.
 */
final class Round {
    private final List<Reported> reports = new ArrayList<>();
    private final List<AlarmRaised> alarms = new ArrayList<>();
    private final List<Refused> refusals = new ArrayList<>();
    private final List<UnbindAsked> unbinds = new ArrayList<>();
    private final Set<DeviceId> unbound = new HashSet<>();

    /** As few rounds as keep the order of each device. */
    static List<Round> of(List<IntakeRecord> records) {
        List<Round> rounds = new ArrayList<>();
        Map<DeviceId, Integer> places = new HashMap<>();
        for (IntakeRecord record : records) {
            int place = places.getOrDefault(record.device(), 0);
            if (place < rounds.size() && rounds.get(place).isOverFor(record)) {
                place++;
            }
            if (place == rounds.size()) {
                rounds.add(new Round());
            }
            rounds.get(place).add(record);
            places.put(record.device(), place);
        }
        return rounds;
    }

    private boolean isOverFor(IntakeRecord record) {
        return unbound.contains(record.device()) && !(record instanceof UnbindAsked);
    }

    private void add(IntakeRecord record) {
        if (record instanceof Reported report) {
            reports.add(report);
        } else if (record instanceof AlarmRaised alarm) {
            alarms.add(alarm);
        } else if (record instanceof Refused refusal) {
            refusals.add(refusal);
        } else if (record instanceof UnbindAsked unbind) {
            unbinds.add(unbind);
            unbound.add(unbind.device());
        }
    }

    List<Reported> reports() {
        return reports;
    }

    List<AlarmRaised> alarms() {
        return alarms;
    }

    List<Refused> refusals() {
        return refusals;
    }

    List<UnbindAsked> unbinds() {
        return unbinds;
    }
}
