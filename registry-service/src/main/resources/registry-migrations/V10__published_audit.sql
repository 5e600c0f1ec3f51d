-- Other services write down what they do here too, in the transactions of their changes, and read it again: one order
-- for all. A new line gets its number by itself.
CREATE VIEW published_audit AS
SELECT audit_id, at, actor, actor_name, action, target, detail FROM audit;
