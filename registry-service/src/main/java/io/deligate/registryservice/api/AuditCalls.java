package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.registryservice.audit.AuditFilter;
import io.deligate.registryservice.audit.AuditLine;
import io.deligate.registryservice.audit.AuditLog;
import io.vertx.core.Future;
import java.io.IOException;

/** The call about who changed what. */
public final class AuditCalls implements Calls {
    private final AuditLog audit;

    public AuditCalls(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("listAudit", this::list);
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        AuditFilter filter = new AuditFilter(
                query.value("since", Timestamps.EXPECTED, Timestamps::parse),
                query.value("actor", Query.TEXT_EXPECTED, Query::text),
                query.value("target", Query.TEXT_EXPECTED, Query::text));
        var page = query.pageByNumber();
        query.end();
        return audit.list(filter, page).map(found -> Lists.page(found, AuditCalls::write));
    }

    private static void write(AuditLine line, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("at", line.at().toString());
        out.writeStringField("actor", line.actor().id());
        out.writeStringField("actor_name", line.actor().name());
        out.writeStringField("action", line.action());
        out.writeStringField("target", line.target());
        out.writeFieldName("detail");
        out.writeRawValue(line.detail());
        out.writeEndObject();
    }
}
