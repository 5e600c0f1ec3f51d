-- A device's own user names and passwords; several at a time while one follows another. The hash is keyed with a key
-- that is derived from the process environment's secret and from the row's two ids, so the table alone opens nothing.
-- A row stays when its time is over: a device that had a pair of its own never falls back to its product's key.
CREATE TABLE device_secrets (
    device_id  text COLLATE "C" NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
    secret_id  text NOT NULL,
    username   text NOT NULL,
    hash       bytea NOT NULL,
    not_before timestamptz NOT NULL,
    not_after  timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, secret_id)
);

-- Now told by device_secrets.
ALTER TABLE devices DROP COLUMN own_credentials;

-- Work that outlives a call. Any replica may do it: the owner says so again with each heartbeat, and a job without one
-- is taken over. attempts counts how often it was taken since it last moved on. 'receiving' = the caller is still sending, nobody else sees the job.
CREATE TABLE jobs (
    job_id      text PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('import', 'export')),
    state       text NOT NULL
                CHECK (state IN ('receiving', 'running', 'completed', 'completed_with_errors', 'failed')),
    parameters  json NOT NULL,
    total       bigint NOT NULL DEFAULT 0,
    done        bigint NOT NULL DEFAULT 0,
    failed      bigint NOT NULL DEFAULT 0,
    position    text NOT NULL DEFAULT '',
    created_by  text NOT NULL,
    owner       text,
    heartbeat   timestamptz,
    attempts    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX jobs_newest ON jobs (created_at DESC, job_id DESC) WHERE state <> 'receiving';
CREATE INDEX jobs_running ON jobs (created_at) WHERE state = 'running';

-- What an import was sent and what an export has written, in pieces of the same order; sealed, for it may hold passwords.
CREATE TABLE job_chunks (
    job_id text NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
    seq    integer NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (job_id, seq)
);
ALTER TABLE job_chunks ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- One row per line of an import. rank orders what a person must see first: 0 = refused, 1 = to be known, 2 = as wanted.
CREATE TABLE job_results (
    job_id    text NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
    rank      smallint NOT NULL,
    line      bigint NOT NULL,
    device_id text COLLATE "C" NOT NULL,
    outcome   text NOT NULL,
    detail    text NOT NULL,
    PRIMARY KEY (job_id, rank, line)
);
CREATE INDEX job_results_device ON job_results (job_id, device_id);

-- Passwords that an import has made up, until they are fetched.
CREATE TABLE job_credentials (
    job_id    text NOT NULL REFERENCES jobs (job_id) ON DELETE CASCADE,
    line      bigint NOT NULL,
    device_id text NOT NULL,
    username  text NOT NULL,
    sealed    bytea NOT NULL,
    PRIMARY KEY (job_id, line)
);
