-- Devices that should have taken a release and have not, as the last look through the fleet found them.
CREATE TABLE stuck (
    rollout_id text NOT NULL REFERENCES rollouts (rollout_id),
    device_id  text COLLATE "C" NOT NULL,
    version    text NOT NULL,
    since      timestamptz NOT NULL,
    reason     text NOT NULL CHECK (reason IN ('failed', 'fell-back', 'silent')),
    scan       bigint NOT NULL,
    PRIMARY KEY (rollout_id, device_id)
);

-- How far the look through a model's devices is: behind which id, and how many it found in each rollout. held_until: who
-- takes a step has it to itself until then.
CREATE TABLE scans (
    product    text PRIMARY KEY REFERENCES models (product),
    number     bigint NOT NULL,
    after      text NOT NULL,
    found      json NOT NULL,
    ended_at   timestamptz,
    held_until timestamptz
);

ALTER TABLE rollouts ADD COLUMN stuck bigint NOT NULL DEFAULT 0;
ALTER TABLE rollouts ADD COLUMN stuck_at timestamptz;
