package io.deligate.registryservice.group;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import java.util.Optional;

/** The stored organisations. */
public interface Groups {
    /** Succeeds with the new organisation once it is committed. */
    Future<Group> add(String name, Actor actor);

    /** Succeeds with the organisation, empty when there is none. */
    Future<Optional<Group>> find(GroupId id);

    /** Succeeds with organisations in the order of their numbers. */
    Future<Page<Group>> list(PageRequest page);
}
