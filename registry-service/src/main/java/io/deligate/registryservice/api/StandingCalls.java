package io.deligate.registryservice.api;

import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.DeviceId;
import io.deligate.registryservice.standing.StandingChange;
import io.deligate.registryservice.standing.Standings;
import io.vertx.core.Future;
import java.util.Optional;

/** The calls that lock and ban devices. */
public final class StandingCalls implements Calls {
    private final Standings standings;

    public StandingCalls(Standings standings) {
        this.standings = standings;
    }

    @Override
    public void addTo(Operations operations) {
        for (StandingChange change : StandingChange.values()) {
            operations.add(change.operation(), request -> carryOut(change, request));
        }
    }

    private Future<Answer> carryOut(StandingChange change, Request request) {
        return DeviceId.parse(request.path("id"))
                .map(id -> standings.change(id, change, request.precondition(), request.actor()))
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> DeviceCalls.answer(found.orElseThrow(() -> CallerFault.notFound("this device"))));
    }
}
