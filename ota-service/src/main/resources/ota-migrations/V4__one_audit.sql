-- Who changed what stands in the registry's audit, with everything else.
DO $$
BEGIN
    IF to_regclass('registry.published_audit') IS NOT NULL THEN
        INSERT INTO registry.published_audit (at, actor, actor_name, action, target, detail)
        SELECT at, CASE actor WHEN 'platform' THEN actor ELSE 'key:' || actor END, actor_name, action, target, detail
        FROM audit ORDER BY audit_id;
    ELSIF EXISTS (SELECT FROM audit) THEN
        RAISE EXCEPTION 'registry.published_audit: missing (expected: that a registry-service of this release has started)';
    END IF;
END $$;
DROP TABLE audit;
