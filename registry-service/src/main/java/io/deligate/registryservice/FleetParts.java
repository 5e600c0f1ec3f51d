package io.deligate.registryservice;

import io.deligate.registryservice.api.Calls;
import io.deligate.registryservice.api.CredentialCalls;
import io.deligate.registryservice.api.ProductKeyCalls;
import io.deligate.registryservice.credential.CredentialMaker;
import io.deligate.registryservice.product.ProductKeyRotation;
import io.deligate.registryservice.product.ProductKeys;
import io.deligate.registryservice.sealing.Sealer;
import io.deligate.registryservice.sealing.VerifierKeys;
import io.deligate.registryservice.store.PgDeviceSecrets;
import io.deligate.registryservice.store.PgDevices;
import io.deligate.registryservice.store.PgProductKeys;
import io.deligate.registryservice.store.Transactions;
import io.deligate.servicekit.process.Platform;
import io.vertx.sqlclient.Pool;
import java.util.List;

/** Wires what brings devices in and gives them their credentials. */
final class FleetParts {
    private final List<Calls> calls;

    FleetParts(Platform platform, Pool pool, Transactions transactions, Sealer sealer, VerifierKeys verifierKeys) {
        CredentialMaker maker = new CredentialMaker(verifierKeys);
        calls = List.of(
                new CredentialCalls(
                        new PgDevices(pool), new PgDeviceSecrets(pool, transactions), maker, platform.clock()),
                new ProductKeyCalls(
                        new ProductKeyRotation(new PgProductKeys(transactions, sealer), new ProductKeys())));
    }

    List<Calls> calls() {
        return calls;
    }
}
