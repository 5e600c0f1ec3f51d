-- One row per model that has firmware. Whoever changes its firmware or rollouts holds it and raises the revision; what
-- Kafka has is behind as long as published is less.
CREATE TABLE models (
    product      text PRIMARY KEY,
    type         text NOT NULL,
    last_seq     bigint NOT NULL DEFAULT 0,
    revision     bigint NOT NULL DEFAULT 0,
    published    bigint NOT NULL DEFAULT 0,
    published_at timestamptz
);

-- url is null when the file is kept here, under its SHA-256.
CREATE TABLE firmware (
    firmware_id  text PRIMARY KEY,
    product      text NOT NULL REFERENCES models (product),
    version      text NOT NULL,
    release_seq  bigint NOT NULL,
    upgrade_type text NOT NULL CHECK (upgrade_type IN ('force', 'normal')),
    url          text,
    md5          text NOT NULL,
    sha256       text,
    size         bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (product, version),
    UNIQUE (product, release_seq)
);

-- anchor: when the schedule began, moved on by each pause. since: when the present state began.
CREATE TABLE rollouts (
    rollout_id   text PRIMARY KEY,
    firmware_id  text NOT NULL REFERENCES firmware (firmware_id),
    product      text NOT NULL REFERENCES models (product),
    seed         text NOT NULL,
    plan         json NOT NULL,
    state        text NOT NULL CHECK (state IN ('draft', 'running', 'paused', 'aborted', 'completed')),
    state_reason text NOT NULL DEFAULT '',
    anchor       timestamptz,
    since        timestamptz NOT NULL,
    revision     bigint NOT NULL DEFAULT 1,
    offered      bigint NOT NULL DEFAULT 0,
    succeeded    bigint NOT NULL DEFAULT 0,
    failed       bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL
);
CREATE INDEX rollouts_product ON rollouts (product);
CREATE INDEX rollouts_live ON rollouts (state) WHERE state = 'running';

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

-- How far events of devices are in the counters: what is delivered again is not counted again.
CREATE TABLE counted (
    partition   integer PRIMARY KEY,
    next_offset bigint NOT NULL
);
