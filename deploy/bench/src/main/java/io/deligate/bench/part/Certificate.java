package io.deligate.bench.part;

import io.deligate.bench.child.ChildFailure;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a server on loopback shows, and its clients trust.
 *
 * @param chain PEM file
 * @param key PEM file of its private key
 */
public record Certificate(Path chain, Path key) {
    /** Makes one in the folder: an elliptic curve key, as most devices' servers have. */
    public static Certificate make(Path folder) {
        try {
            X509Bundle bundle = new CertificateBuilder()
                    .subject("CN=127.0.0.1")
                    .addSanIpAddress("127.0.0.1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            return new Certificate(
                    Files.writeString(folder.resolve("server.crt"), bundle.getCertificatePathPEM()),
                    Files.writeString(folder.resolve("server.key"), bundle.getPrivateKeyPEM()));
        } catch (IOException full) {
            throw new ChildFailure("no certificate in " + folder + ": " + full.getMessage(), full);
        } catch (Exception builderSaysNoMore) {
            throw new ChildFailure("no certificate: " + builderSaysNoMore.getMessage(), builderSaysNoMore);
        }
    }
}
