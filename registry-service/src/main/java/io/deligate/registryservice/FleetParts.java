package io.deligate.registryservice;

import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.api.CredentialCalls;
import io.deligate.registryservice.api.ExportCalls;
import io.deligate.registryservice.api.ImportCalls;
import io.deligate.registryservice.api.JobCalls;
import io.deligate.registryservice.api.ProductKeyCalls;
import io.deligate.registryservice.credential.CredentialMaker;
import io.deligate.registryservice.exporting.DeviceExport;
import io.deligate.registryservice.importing.DeviceImport;
import io.deligate.registryservice.importing.ImportPlanner;
import io.deligate.registryservice.job.JobKind;
import io.deligate.registryservice.job.JobRunner;
import io.deligate.registryservice.product.ProductKeyRotation;
import io.deligate.registryservice.product.ProductKeys;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.PgChunks;
import io.deligate.registryservice.store.PgDeviceSecrets;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgExports;
import io.deligate.registryservice.store.PgGeneratedCredentials;
import io.deligate.registryservice.store.PgImports;
import io.deligate.registryservice.store.PgJobQueue;
import io.deligate.registryservice.store.PgJobs;
import io.deligate.registryservice.store.PgProductKeys;
import io.deligate.registryservice.store.Transactions;
import io.deligate.servicekit.process.Platform;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Wires what brings devices in and out and gives them their credentials. */
final class FleetParts {
    private final JobRunner runner;
    private final List<Calls> calls;

    FleetParts(Platform platform, Pool pool, Transactions transactions, Sealer sealer, VerifierKeys verifierKeys) {
        CredentialMaker maker = new CredentialMaker(verifierKeys);
        PgDevices devices = new PgDevices(pool);
        PgJobs jobs = new PgJobs(pool, transactions);
        PgJobQueue queue = new PgJobQueue(pool);
        PgChunks chunks = new PgChunks(pool, sealer);
        DeviceImport importing = new DeviceImport(
                platform.vertx(),
                chunks,
                queue,
                new PgImports(transactions, sealer),
                new ImportPlanner(maker),
                platform.meters());
        DeviceExport exporting = new DeviceExport(devices, new PgExports(transactions, devices, chunks));
        runner = new JobRunner(
                platform.vertx(),
                queue,
                Map.of(JobKind.IMPORT, importing, JobKind.EXPORT, exporting),
                UUID.randomUUID().toString());
        calls = List.of(
                new CredentialCalls(devices, new PgDeviceSecrets(pool, transactions), maker, platform.clock()),
                new ProductKeyCalls(new ProductKeyRotation(new PgProductKeys(transactions, sealer), new ProductKeys())),
                new JobCalls(jobs),
                new ImportCalls(jobs, chunks, new PgGeneratedCredentials(pool, transactions, sealer), runner),
                new ExportCalls(jobs, chunks, runner));
    }

    List<Calls> calls() {
        return calls;
    }

    void start() {
        runner.start();
    }

    /** Succeeds when every job of this process has ended or has been given back. */
    Future<Void> stop() {
        return runner.stop();
    }
}
