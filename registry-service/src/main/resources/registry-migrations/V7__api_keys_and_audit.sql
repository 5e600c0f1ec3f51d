ALTER TABLE api_keys ADD COLUMN expires_at timestamptz;
-- To the minute: written in the background.
ALTER TABLE api_keys ADD COLUMN used_at timestamptz;

CREATE INDEX audit_actor ON audit (actor, audit_id);
CREATE INDEX audit_at ON audit (at);
