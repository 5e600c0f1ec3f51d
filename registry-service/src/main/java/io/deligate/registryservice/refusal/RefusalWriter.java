package io.deligate.registryservice.refusal;

import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.intake.IntakeHandler;
import io.deligate.registryservice.intake.IntakeRecord.Refused;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings edges' refusals into the database: of each device the newest of a batch (R149). */
public final class RefusalWriter implements IntakeHandler<Refused> {
    private final LastErrors errors;

    public RefusalWriter(LastErrors errors) {
        this.errors = errors;
    }

    @Override
    public Future<Void> apply(List<Refused> records) {
        Map<DeviceId, LastError> newest = new HashMap<>();
        for (Refused record : records) {
            newest.merge(record.device(), LastError.of(record.refusal()), LastError::orNewer);
        }
        return errors.apply(newest.values());
    }
}
