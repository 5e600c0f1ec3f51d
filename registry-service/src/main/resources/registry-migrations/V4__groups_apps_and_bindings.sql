-- Numbers of organisations and apps stay below 2^53: firmware holds them in a double.
CREATE TABLE groups (
    group_id   bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000 MAXVALUE 9007199254740991) PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL
);
ALTER TABLE devices ADD FOREIGN KEY (group_id) REFERENCES groups (group_id);

-- The number is taken first: the app's topics carry it, and they exist before the row does.
CREATE SEQUENCE app_ids START WITH 1000 MAXVALUE 9007199254740991;
CREATE TABLE apps (
    service_id bigint PRIMARY KEY,
    name       text NOT NULL,
    icon       text NOT NULL,
    products   text[] NOT NULL,
    status     text NOT NULL CHECK (status IN ('enabled', 'disabled')),
    revision   bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE device_apps (
    device_id  text COLLATE "C" NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
    service_id bigint NOT NULL REFERENCES apps (service_id),
    bound_at   timestamptz NOT NULL,
    PRIMARY KEY (device_id, service_id)
);
CREATE INDEX device_apps_app ON device_apps (service_id, device_id);

-- What a device has to be told of its bindings and has not acknowledged: one row for its organisation (subject 0) and
-- one for each app (subject = service_id), each with the newest state. A version is never used twice.
CREATE SEQUENCE notice_versions;
CREATE TABLE notices (
    device_id  text COLLATE "C" NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
    action     integer NOT NULL CHECK (action IN (203, 204)),
    subject    bigint NOT NULL,
    version    bigint NOT NULL UNIQUE,
    number     bigint NOT NULL,       -- group_id or service_id
    name       text NOT NULL,
    icon       text NOT NULL,
    user_id    text,
    bound      boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, action, subject)
);

-- Requests 104 that were carried out, so that a repeated record does not end a binding that was made meanwhile.
CREATE TABLE unbind_requests (
    device_id  text COLLATE "C" NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
    message_id text NOT NULL,
    handled_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, message_id)
);

-- A banned device that is let in again is locked if it was so before or has been locked meanwhile.
ALTER TABLE devices ADD COLUMN lock_under_ban boolean NOT NULL DEFAULT false;
