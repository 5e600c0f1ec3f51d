-- Devices that came up with a rollout's version and are watched until their soak is over; then the row goes.
CREATE TABLE observations (
    rollout_id text NOT NULL REFERENCES rollouts (rollout_id),
    device_id  text COLLATE "C" NOT NULL,
    ends_at    timestamptz NOT NULL,
    PRIMARY KEY (rollout_id, device_id)
);
CREATE INDEX observations_end ON observations (ends_at);

-- Devices whose last word was that they could not take it. An exception each: counted once, and taken back by a success.
CREATE TABLE failures (
    rollout_id text NOT NULL REFERENCES rollouts (rollout_id),
    device_id  text COLLATE "C" NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (rollout_id, device_id)
);

ALTER TABLE rollouts ADD COLUMN soaking bigint NOT NULL DEFAULT 0;
