-- Whether the current transaction applies rows of the opposite migration, which must not be carried back to where they come
-- from. An applier marks its transaction with the transaction's number, which no other transaction can have by mistake: a
-- setting may outlive its transaction on a pooled connection. While there is no opposite migration this is a constant. It sets
-- no search_path, so that it can be inlined into the expression that calls it; every name in it is qualified.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.is_applied() RETURNS boolean LANGUAGE sql STABLE AS $function$SELECT false$function$;
