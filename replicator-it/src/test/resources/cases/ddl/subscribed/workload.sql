-- @superuser
INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate) VALUES (1, 'public.t'::regclass, 'i');
