-- What other services may read of the registry, and nothing else of it: these columns keep their names and meanings.

CREATE VIEW published_api_keys AS
SELECT key_id, name, role, hash, expires_at FROM api_keys;

-- How many devices run what: a row per version, never one per device. Ask for one product at a time.
CREATE VIEW published_versions AS
SELECT product, product_version, count(*) AS devices, count(*) FILTER (WHERE online) AS online
FROM devices GROUP BY product, product_version;
