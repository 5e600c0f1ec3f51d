package io.deligate.registryservice.importing;

import io.deligate.protocol.DeviceId;
import io.deligate.protocol.ProductModel;
import io.deligate.registryservice.credential.Credentials;
import io.deligate.registryservice.credential.NewSecret;
import io.deligate.registryservice.job.JobResult;
import java.util.List;

/**
 * What becomes of some lines.
 *
 * @param devices to register
 * @param secrets their pairs
 * @param generated the pairs among them whose passwords were made up and are still to be fetched
 * @param results one for each line
 */
public record ImportPlan(
        List<NewDevice> devices, List<NewSecret> secrets, List<Generated> generated, List<JobResult> results) {
    public record NewDevice(DeviceId id, ProductModel product, String name) {}

    public record Generated(long line, DeviceId device, Credentials credentials) {}

    public long failed() {
        return results.stream()
                .filter(result -> result.rank() == JobResult.Rank.REFUSED)
                .count();
    }
}
