package io.deligate.protocol;

/** The names in which versions of the protocol differ; a later version is another row here, not a fork (A72). */
enum Profile {
    V1_0("group_id", "service_id");

    private final String groupId;
    private final String appId;

    Profile(String groupId, String appId) {
        this.groupId = groupId;
        this.appId = appId;
    }

    /** What an organisation's id is called inside {@code data}. */
    String groupId() {
        return groupId;
    }

    /** What an app's id is called inside {@code data}. */
    String appId() {
        return appId;
    }
}
