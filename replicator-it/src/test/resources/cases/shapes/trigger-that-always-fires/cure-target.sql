ALTER TABLE "public"."guarded" DISABLE TRIGGER "shout";
