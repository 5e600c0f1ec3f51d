package io.deligate.mqttedge.listener;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The common name in the certificate of a device. */
final class CertificateName {
    private CertificateName() {}

    /** Null when the device has shown no certificate that an authority of ours signed. */
    static @Nullable String of(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? commonName(own.getSubjectX500Principal().getName())
                    : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    private static @Nullable String commonName(String subject) {
        try {
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
            return null;
        } catch (InvalidNameException unreadable) {
            return null;
        }
    }
}
