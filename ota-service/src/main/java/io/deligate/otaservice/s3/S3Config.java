package io.deligate.otaservice.s3;

import io.deligate.servicekit.config.Expect;
import io.deligate.servicekit.config.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An S3-compatible object store.
 *
 * @param endpoint where it is; null = Amazon's in the region
 * @param bucket one that exists; empty = files are not kept there
 * @param accessKey the name of the key that may read, write, list and delete there
 */
public record S3Config(
        @Nullable URI endpoint,
        String bucket,
        String region,
        String accessKey,
        @Nullable Secret secretKey) {
    /** What one copy within a bucket can take. */
    public static final long LARGEST = 5L << 30;

    public S3Config {
        Expect.notBlank("ota.s3.region", region);
        Expect.that(
                endpoint == null || ((isWeb(endpoint.getScheme())) && endpoint.getHost() != null),
                "ota.s3.endpoint",
                String.valueOf(endpoint),
                "http:// or https:// with a host, such as http://127.0.0.1:9000");
        Expect.that(
                bucket.isEmpty() || bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
                "ota.s3.bucket",
                bucket,
                "3 to 63 small letters, digits, '.' or '-'");
        Expect.that(
                bucket.isEmpty() || (!accessKey.isBlank() && secretKey != null),
                "ota.s3.access-key",
                "absent, or absent ota.s3.secret-key",
                "both, since ota.s3.bucket is given");
    }

    private static boolean isWeb(@Nullable String scheme) {
        return "http".equals(scheme) || "https".equals(scheme);
    }

    /** Files are kept elsewhere. */
    public static S3Config none() {
        return new S3Config(null, "", "us-east-1", "", null);
    }

    /** Whether files are kept there. */
    public boolean isOn() {
        return !bucket.isEmpty();
    }
}
