CREATE TABLE products (
    model       text PRIMARY KEY,
    type        text NOT NULL,
    name        text NOT NULL,
    auth        text NOT NULL CHECK (auth IN ('product-key', 'pre-registered')),
    self_unbind boolean NOT NULL,
    actions     integer[] NOT NULL,
    status      text NOT NULL CHECK (status IN ('enabled', 'disabled')),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

-- The key itself is sealed: AES-256-GCM under a key that only the process environment holds.
CREATE TABLE product_keys (
    key_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model       text NOT NULL REFERENCES products (model),
    sealed      bytea NOT NULL,
    valid_from  timestamptz NOT NULL,
    valid_until timestamptz
);
CREATE INDEX product_keys_model ON product_keys (model);

-- session_epoch and previous_epoch are offsets in the session topic: -1 = there was no such session.
-- properties is json and not jsonb: what a device sent is kept as it was spelt, and no number is too large for it.
CREATE TABLE devices (
    device_id       text COLLATE "C" PRIMARY KEY,
    product         text NOT NULL REFERENCES products (model),
    name            text NOT NULL DEFAULT '',
    status          text NOT NULL DEFAULT 'normal' CHECK (status IN ('normal', 'locked', 'banned')),
    group_id        bigint,
    own_credentials boolean NOT NULL DEFAULT false,
    product_version text NOT NULL DEFAULT '',
    properties      json,
    session_epoch   bigint NOT NULL DEFAULT -1,
    edge            text NOT NULL DEFAULT '',
    online          boolean NOT NULL DEFAULT false,
    connected_at    timestamptz,
    previous_epoch  bigint NOT NULL DEFAULT -1,
    previous_access timestamptz,
    last_error      text,
    registered_at   timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX devices_product ON devices (product, device_id);
CREATE INDEX devices_group ON devices (group_id, device_id) WHERE group_id IS NOT NULL;

-- Keys are random, so a keyed hash is enough and is cheap to check.
CREATE TABLE api_keys (
    key_id     text PRIMARY KEY,
    name       text NOT NULL,
    role       text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    hash       bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);

-- One sealed word: tells at the start whether the secret key is the one this database was made with.
CREATE TABLE seal_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    sealed   bytea NOT NULL
);
