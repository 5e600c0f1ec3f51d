package io.deligate.registryservice.change;

import io.vertx.core.json.JsonObject;

/**
 * One line of the audit.
 *
 * @param action what was done, as the call's operation is named: {@code lockDevice}
 * @param target what it was done to: {@code device:<id>}, {@code product:<model>}, {@code key:<id>} ...
 * @param detail the rest; never a secret
 */
public record AuditEntry(String action, String target, JsonObject detail) {
    public AuditEntry {
        detail = detail.copy();
    }

    /** An entry that its action and its target say completely. */
    public static AuditEntry of(String action, String target) {
        return new AuditEntry(action, target, new JsonObject());
    }
}
