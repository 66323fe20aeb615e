DROP RULE "no_update" ON "public"."thing";
