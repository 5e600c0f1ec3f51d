package io.deligate.registryservice.store;

import io.deligate.protocol.AppId;
import io.deligate.protocol.GroupId;
import io.deligate.registryservice.app.App;
import io.deligate.registryservice.change.AuditEntry;
import io.deligate.registryservice.change.DeviceEvent;
import io.deligate.registryservice.group.Group;
import io.deligate.registryservice.notice.Notice;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a change of one device's bindings: rows, then notices, events and audit.
 *
 * @param user in whose name; null = the platform's
 * @param told whether the device hears of it by notices; not when it has asked for it and gets an answer
 */
record BindingSteps(
        Transaction transaction,
        HeldDevice device,
        @Nullable String user,
        boolean told) {
    private static final String SET_GROUP =
            "UPDATE devices SET group_id = $2, revision = revision + 1, updated_at = $3 WHERE device_id = $1";
    private static final String ADD_APP = """
            INSERT INTO device_apps (device_id, service_id, bound_at) VALUES ($1, $2, $3)
            ON CONFLICT (device_id, service_id) DO NOTHING""";
    private static final String REMOVE_APP = "DELETE FROM device_apps WHERE device_id = $1 AND service_id = $2";
    private static final String REMOVE_APPS = """
            WITH removed AS (DELETE FROM device_apps WHERE device_id = $1 RETURNING service_id)
            SELECT service_id, name, icon FROM removed JOIN apps USING (service_id) ORDER BY service_id""";
    private static final String COUNT =
            "UPDATE devices SET revision = revision + 1, updated_at = $2 WHERE device_id = $1";

    /** Binds a device that belongs to nobody. */
    Future<Void> bind(Group group) {
        return setGroup(group.id())
                .compose(set -> tell(Notice.Subject.group(group.id(), group.name()), true))
                .map(told -> {
                    announce(DeviceEvent.Kind.BOUND, "bindDevice", facts(group));
                    return null;
                });
    }

    /**
     * Releases a device from the organisation it belongs to, and from every app. It hears of the organisation first and
     * of the apps after that, in the order of their numbers.
     */
    Future<Void> unbind(Group group) {
        return setGroup(null)
                .compose(set -> tell(Notice.Subject.group(group.id(), group.name()), false))
                .compose(told -> {
                    announce(DeviceEvent.Kind.UNBOUND, "unbindDevice", facts(group));
                    return transaction.query(REMOVE_APPS, Tuple.of(device.id().value()));
                })
                .compose(removed -> {
                    List<Row> apps = new ArrayList<>();
                    removed.forEach(apps::add);
                    return eachUnbound(apps);
                });
    }

    private Future<Void> eachUnbound(List<Row> apps) {
        Future<Void> done = Future.succeededFuture();
        for (Row row : apps) {
            AppId id = new AppId(row.getLong("service_id"));
            Notice.Subject app = Notice.Subject.app(id, row.getString("name"), row.getString("icon"));
            done = done.compose(before -> tell(app, false)).map(told -> {
                announce(DeviceEvent.Kind.APP_UNBOUND, "unbindApp", facts(id));
                return null;
            });
        }
        return done;
    }

    /** Nothing happens when it is bound to the app already. */
    Future<Void> bindApp(App app) {
        Tuple row = Tuple.of(device.id().value(), app.id().value(), Times.write(transaction.now()));
        return transaction.query(ADD_APP, row).compose(added -> appChanged(app, added.rowCount() > 0, true));
    }

    /** Nothing happens when it is not bound to the app. */
    Future<Void> unbindApp(App app) {
        Tuple row = Tuple.of(device.id().value(), app.id().value());
        return transaction.query(REMOVE_APP, row).compose(removed -> appChanged(app, removed.rowCount() > 0, false));
    }

    private Future<Void> appChanged(App app, boolean changed, boolean bound) {
        if (!changed) {
            return Future.succeededFuture();
        }
        return transaction
                .query(COUNT, Tuple.of(device.id().value(), Times.write(transaction.now())))
                .compose(counted -> tell(Notice.Subject.app(app.id(), app.name(), app.icon()), bound))
                .map(told -> {
                    announce(
                            bound ? DeviceEvent.Kind.APP_BOUND : DeviceEvent.Kind.APP_UNBOUND,
                            bound ? "bindApp" : "unbindApp",
                            facts(app.id()));
                    return null;
                });
    }

    private Future<Void> setGroup(@Nullable GroupId group) {
        Tuple row = Tuple.of(device.id().value(), group == null ? null : group.value(), Times.write(transaction.now()));
        return transaction.query(SET_GROUP, row).mapEmpty();
    }

    private Future<Void> tell(Notice.Subject subject, boolean bound) {
        return told ? PgNotices.tell(transaction, device, user, subject, bound) : Future.succeededFuture();
    }

    private void announce(DeviceEvent.Kind kind, String operation, JsonObject binding) {
        transaction.event(kind, device.id(), device.facts().copy().mergeIn(binding));
        transaction.audit(new AuditEntry(operation, "device:" + device.id(), binding));
        transaction.changed(device.id());
    }

    private JsonObject facts(Group group) {
        return inNameOfUser(new JsonObject().put("group_id", group.id().value()).put("group_name", group.name()));
    }

    /** With the organisation the device belongs to, or has just left. */
    private JsonObject facts(AppId app) {
        GroupId group = device.group();
        return inNameOfUser(
                new JsonObject().put("service_id", app.value()).put("group_id", group == null ? null : group.value()));
    }

    private JsonObject inNameOfUser(JsonObject facts) {
        return user == null ? facts : facts.put("user_id", user);
    }
}
