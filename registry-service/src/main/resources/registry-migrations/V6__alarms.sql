-- One row for a device's alarms of one code within a window. A device need not be known here: its first alarm may be
-- faster than its first session record. last_position is the newest message counted: what comes again is recognised by it.
CREATE TABLE alarms (
    alarm_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id   text COLLATE "C" NOT NULL,
    code        bigint NOT NULL,
    msg         text NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    count       bigint NOT NULL,
    group_id    bigint,
    last_position bigint NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX alarms_device ON alarms (device_id, alarm_id);
CREATE INDEX alarms_first ON alarms (first_at);

-- When what last_error tells of happened: records may come late.
ALTER TABLE devices ADD COLUMN last_error_at timestamptz;

-- Which topic the session epochs of the devices are offsets of: Kafka's id of it.
CREATE TABLE session_topic (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    topic_id text NOT NULL
);
