-- What devices were told to do, and what became of it. What they were told is not kept: it may hold tokens and passwords.
-- response is text and not json: what a device spelt stays as it was.
CREATE TABLE commands (
    command_id     uuid PRIMARY KEY,
    number         bigint GENERATED ALWAYS AS IDENTITY,
    device_id      text COLLATE "C" NOT NULL REFERENCES devices (device_id),
    action         integer NOT NULL CHECK (action IN (200, 201, 205)),
    cmd            text,          -- of a 200
    user_id        text,
    mid            text NOT NULL,
    state          text NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'succeeded', 'failed', 'timed_out')),
    code           bigint,
    msg            text,
    ended_at       timestamptz,
    response       text,
    response_bytes integer,       -- null = the device has not answered
    late           boolean NOT NULL DEFAULT false,
    drop_user      text,          -- of a 201 whose logs come to the platform
    created_at     timestamptz NOT NULL,
    deadline       timestamptz NOT NULL,
    UNIQUE (device_id, mid),
    CHECK ((state IN ('succeeded', 'failed', 'timed_out')) = (ended_at IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (code IS NULL) AND (ended_at IS NULL) = (msg IS NULL))
);
CREATE INDEX commands_device ON commands (device_id, number);
CREATE INDEX commands_open ON commands (deadline) WHERE ended_at IS NULL;
CREATE INDEX commands_ended ON commands (ended_at) WHERE ended_at IS NOT NULL;

-- Accounts that may upload logs by FTP, for a while. Passwords are random, so a keyed hash is enough.
CREATE TABLE log_drops (
    user_name  text PRIMARY KEY,
    password   bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
