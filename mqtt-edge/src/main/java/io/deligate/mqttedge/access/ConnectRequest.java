package io.deligate.mqttedge.access;

import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT says about who is calling; null where the client said nothing. Its text never shows the password.
 *
 * @param certificateName the common name in the certificate the client has shown, if an authority of ours signed it
 */
public record ConnectRequest(
        @Nullable String clientId,
        @Nullable String userName,
        @Nullable String password,
        @Nullable String willTopic,
        @Nullable String certificateName) {
    @Override
    public String toString() {
        return "ConnectRequest[clientId=" + clientId + ", userName=" + userName + ", willTopic=" + willTopic + "]";
    }
}
