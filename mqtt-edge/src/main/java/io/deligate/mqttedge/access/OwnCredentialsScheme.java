package io.deligate.mqttedge.access;

import io.deligate.registryview.CredentialVerifier;
import io.deligate.registryview.DeviceView;
import java.security.MessageDigest;
import java.time.Instant;

/** Pre-registration's proof: a user name and password of the device's own, both exact (A10, R11). */
final class OwnCredentialsScheme {
    private static final byte[] NOBODY = new byte[32];

    private OwnCredentialsScheme() {}

    enum Result {
        RIGHT,
        /** One of the device's pairs, but not valid at this moment. */
        NOT_NOW,
        WRONG
    }

    /** Tries every pair of the device whether or not one matched, so that the time tells nothing. */
    static Result check(DeviceView device, String userName, String password, Instant now) {
        Result result = Result.WRONG;
        for (CredentialVerifier pair : device.credentials()) {
            if (pair.matches(userName, password) && result != Result.RIGHT) {
                result = pair.isValidAt(now) ? Result.RIGHT : Result.NOT_NOW;
            }
        }
        return result;
    }

    /** As much work as {@link #check} has with one pair: an id without credentials must not be told by its speed. */
    static boolean checkNobody(String password) {
        return MessageDigest.isEqual(NOBODY, CredentialVerifier.hash(NOBODY, password));
    }
}
