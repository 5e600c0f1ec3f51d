-- What is to leave for Kafka because of a commit, written in the same transaction. Ids of one key rise in the order of
-- its changes, because whoever changes a device holds its row until the commit.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text,              -- null = the edge that holds the device at the time of sending
    key        text NOT NULL,
    headers    json NOT NULL,
    value      text NOT NULL,
    created_at timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

-- Who changed what. Nothing is ever updated here.
CREATE TABLE audit (
    audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    actor_name text NOT NULL,
    action     text NOT NULL,
    target     text NOT NULL,
    detail     json NOT NULL
);
CREATE INDEX audit_target ON audit (target, audit_id);

-- Counts the changes that operators make; the entity tag of the record.
ALTER TABLE products ADD COLUMN revision bigint NOT NULL DEFAULT 1;
ALTER TABLE devices ADD COLUMN revision bigint NOT NULL DEFAULT 1;
