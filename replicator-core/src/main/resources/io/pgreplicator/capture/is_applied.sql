-- Whether the present transaction applies what the opposite migration brings, which must not go back to where it comes from. An
-- applier says so by its transaction's number, which no other transaction can have by mistake: a setting may outlive its
-- transaction on a pooled connection. As long as there is no opposite migration this is a constant. It has no path of its own, so
-- that it becomes a part of the expression that calls it; every name in it is qualified.
-- Minimum version: 10
CREATE FUNCTION replicator_capture.is_applied() RETURNS boolean LANGUAGE sql STABLE AS $function$SELECT false$function$;
