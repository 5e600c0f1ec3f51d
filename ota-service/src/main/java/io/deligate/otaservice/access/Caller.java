package io.deligate.otaservice.access;

import io.deligate.apiaccess.ApiRole;

/** Who calls, or the platform itself. */
public record Caller(String id, String name, ApiRole role) {
    /** For what happens by itself. */
    public static final Caller PLATFORM = new Caller("platform", "platform", ApiRole.ADMIN);

    /** As the audit names it. */
    public String actor() {
        return equals(PLATFORM) ? id : "key:" + id;
    }
}
