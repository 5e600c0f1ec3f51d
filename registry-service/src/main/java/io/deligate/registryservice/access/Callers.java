package io.deligate.registryservice.access;

import io.deligate.apiaccess.ApiRole;
import io.deligate.apiaccess.KeyHash;
import io.deligate.apiaccess.KnownKeys;
import io.deligate.registryservice.access.ApiKeys.Removal;
import io.deligate.registryservice.change.Actor;
import io.deligate.servicekit.config.Secret;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and ends API keys, and tells from one who calls; one instance per event loop. */
public final class Callers {
    private static final Logger log = LoggerFactory.getLogger(Callers.class);

    private static final Duration USE_NOTED = Duration.ofMinutes(1);
    private static final String PREFIX = "dk_";
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;

    /** A new key and, only now, what its holder presents. */
    public record Issued(ApiKey key, Secret secret) {}

    private final ApiKeys keys;
    private final KnownKeys<ApiKey> known;
    private final KeyHash hash;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> noted = new HashMap<>();

    public Callers(ApiKeys keys, KeyHash hash, Clock clock) {
        this.keys = keys;
        this.known = new KnownKeys<>(keys::all);
        this.hash = hash;
        this.clock = clock;
    }

    /** Succeeds with the key's entry, empty when no such key may call now; fails when the keys cannot be read. */
    public Future<Optional<ApiKey>> identify(String presented) {
        byte[] candidate = hash.of(presented);
        Instant now = clock.instant();
        return known.find(
                all -> match(all, candidate).filter(key -> key.isValidAt(now)).map(key -> {
                    note(key, all, now);
                    return key;
                }));
    }

    /** Makes sure that this key is an administrator's; the one that was made sure of before ends. */
    public Future<Void> ensureAdmin(Secret key) {
        return keys.put(
                key(ApiKey.BOOTSTRAP_ID, "from the configuration", ApiRole.ADMIN, key.reveal(), null), Actor.PLATFORM);
    }

    /** Succeeds with a new key, which may call at once. */
    public Future<Issued> issue(String name, ApiRole role, @Nullable Instant expiresAt, Actor actor) {
        Secret secret =
                new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES)));
        ApiKey key = key(HexFormat.of().formatHex(random(ID_BYTES)), name, role, secret.reveal(), expiresAt);
        return keys.put(key, actor).map(stored -> {
            known.forget();
            return new Issued(key, secret);
        });
    }

    /** Succeeds with how it ended; a removed key may not call any more, elsewhere within a second. */
    public Future<Removal> remove(String id, Actor actor) {
        return keys.remove(id, actor).onSuccess(done -> known.forget());
    }

    private ApiKey key(String id, String name, ApiRole role, String text, @Nullable Instant expiresAt) {
        Instant created = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new ApiKey(id, name, role, new StoredHash(hash.of(text)), created, expiresAt, null);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Looks at every key whether or not one matched, so that the time tells nothing. */
    private static Optional<ApiKey> match(List<ApiKey> all, byte[] candidate) {
        Optional<ApiKey> found = Optional.empty();
        for (ApiKey key : all) {
            if (key.hash().matches(candidate)) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    /** In the background: nobody waits for it, and it may get lost. */
    private void note(ApiKey key, List<ApiKey> all, Instant now) {
        Instant before = noted.getOrDefault(key.id(), key.usedAt());
        if (before != null && now.isBefore(before.plus(USE_NOTED))) {
            return;
        }
        noted.keySet().retainAll(all.stream().map(ApiKey::id).toList());
        noted.put(key.id(), now);
        var unused = keys.used(key.id(), now)
                .onFailure(cause -> log.atDebug()
                        .addKeyValue("key_id", key.id())
                        .log("use of an API key not noted: {}", cause.toString()));
    }
}
