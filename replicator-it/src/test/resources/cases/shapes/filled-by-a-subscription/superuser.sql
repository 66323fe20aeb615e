-- Only what the check looks at: a real subscription would keep its database from being dropped.
CREATE TABLE public.subscribed (id int PRIMARY KEY, v text);
DO $$BEGIN
    EXECUTE format('ALTER TABLE public.subscribed OWNER TO %I',
        (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()));
END$$;
INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate) VALUES (1, 'public.subscribed'::regclass, 'r');
