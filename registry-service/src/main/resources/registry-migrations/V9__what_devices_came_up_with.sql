-- version_epoch: the newest session in which the present version was reported. former_epoch: the newest one in which
-- another version was. When the present version was reported in a session that saw no other, the device has come up
-- with it; versions_run are the last 8 versions it came up with, the newest last.
ALTER TABLE devices ADD COLUMN version_epoch bigint NOT NULL DEFAULT -1;
ALTER TABLE devices ADD COLUMN former_epoch bigint NOT NULL DEFAULT -1;
ALTER TABLE devices ADD COLUMN version_confirmed boolean NOT NULL DEFAULT false;
ALTER TABLE devices ADD COLUMN versions_run text[] NOT NULL DEFAULT '{}';
UPDATE devices SET version_confirmed = true, versions_run = ARRAY[product_version] WHERE product_version <> '';

-- One device or a page of a product's, in the order of ids; never the whole fleet at once.
CREATE VIEW published_devices AS
SELECT device_id, product, product_version, versions_run, online, connected_at, previous_access FROM devices;
