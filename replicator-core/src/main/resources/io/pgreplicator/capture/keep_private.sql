-- Revokes from everyone except the owner what default privileges granted on an object of ours that was just created.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.keep_private(kind text, object text, owner oid, acl aclitem[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    others constant text := (
        SELECT string_agg(DISTINCT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END, ', ')
        FROM aclexplode(acl) AS g WHERE g.grantee <> owner);
BEGIN
    IF others IS NOT NULL THEN
        EXECUTE format('REVOKE ALL ON %s %s FROM %s CASCADE', kind, object, others);
    END IF;
END
$function$;
