package io.deligate.mqttedge.access;

import org.jspecify.annotations.Nullable;

/** What a CONNECT says about who is calling; null where the client said nothing. Its text never shows the password. */
public record ConnectRequest(
        @Nullable String clientId,
        @Nullable String userName,
        @Nullable String password,
        @Nullable String willTopic) {
    @Override
    public String toString() {
        return "ConnectRequest[clientId=" + clientId + ", userName=" + userName + ", willTopic=" + willTopic + "]";
    }
}
