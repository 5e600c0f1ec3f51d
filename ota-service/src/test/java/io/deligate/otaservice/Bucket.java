package io.deligate.otaservice;

import io.deligate.otaservice.s3.S3Config;
import io.deligate.servicekit.config.Secret;
import io.deligate.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of an S3-speaking server, which can go away and come back with all it has. */
public final class Bucket implements Shelf {
    private static final String NAME = "firmware-of-this-test";
    private static final String KEY = "access-key";
    private static final String SECRET = "the secret key of the bucket";

    private final BlobStore blobs = new TransientNio2BlobStore();
    private final int port;
    private final S3AsyncClient client;
    private S3Proxy server;

    public Bucket() {
        server = serve(0);
        port = server.getPort();
        client = S3AsyncClient.builder()
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
        var unused = client.createBucket(request -> request.bucket(NAME)).join();
    }

    private S3Proxy serve(int onPort) {
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:" + onPort))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        try {
            proxy.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
        Await.until(Duration.ofSeconds(20), "S3", () -> proxy.getState().equals("STARTED"));
        return proxy;
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public S3Config s3() {
        return s3(SECRET);
    }

    /** The settings with another key. */
    public S3Config s3(String secret) {
        return new S3Config(endpoint(), NAME, "us-east-1", KEY, new Secret(secret));
    }

    @Override
    public List<String> files() {
        return Stream.concat(
                        client.listObjectsV2(request -> request.bucket(NAME)).join().contents().stream()
                                .map(S3Object::key),
                        client.listMultipartUploads(request -> request.bucket(NAME)).join().uploads().stream()
                                .map(MultipartUpload::key))
                .toList();
    }

    /** An upload that somebody has begun, and a file of one that ended without a name. */
    public void leaveRests() {
        var upload = client.createMultipartUpload(
                        request -> request.bucket(NAME).key("incoming/half"))
                .join();
        var file = client.putObject(
                        request -> request.bucket(NAME).key("incoming/whole"),
                        software.amazon.awssdk.core.async.AsyncRequestBody.fromString("nameless"))
                .join();
        if (upload.uploadId() == null || file.eTag() == null) {
            throw new AssertionError(Map.of("upload", upload, "file", file));
        }
    }

    /** From now on nobody answers. */
    public void goAway() throws Exception {
        server.stop();
    }

    /** At the same place, with all that was there. */
    public void comeBack() {
        server = serve(port);
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception notStopped) {
            throw new IllegalStateException(notStopped);
        }
    }
}
