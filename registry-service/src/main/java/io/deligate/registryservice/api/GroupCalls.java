package io.deligate.registryservice.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deligate.apiaccess.problem.CallerFault;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.group.Group;
import io.deligate.registryservice.group.Groups;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;

/** The calls about organisations. */
public final class GroupCalls implements Calls {
    private final Groups groups;

    public GroupCalls(Groups groups) {
        this.groups = groups;
    }

    @Override
    public void addTo(Operations operations) {
        operations.add("createGroup", this::create);
        operations.add("listGroups", this::list);
        operations.add("getGroup", this::get);
    }

    private Future<Answer> create(Request request) {
        return groups.add(request.body().text("name"), request.actor())
                .map(group -> Lists.one(201, group, GroupCalls::write).with("Location", "/v1/groups/" + group.id()));
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        var page = query.page();
        query.end();
        return groups.list(page).map(found -> Lists.page(found, GroupCalls::write));
    }

    private Future<Answer> get(Request request) {
        return GroupId.parse(request.path("group_id"))
                .map(groups::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> Lists.one(
                        200, found.orElseThrow(() -> CallerFault.notFound("this organisation")), GroupCalls::write));
    }

    private static void write(Group group, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("group_id", group.id().value());
        out.writeStringField("name", group.name());
        out.writeStringField("created_at", group.createdAt().toString());
        out.writeEndObject();
    }
}
