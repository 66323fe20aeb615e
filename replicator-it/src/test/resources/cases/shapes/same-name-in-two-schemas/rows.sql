INSERT INTO public.c VALUES (1, 'public.c');
INSERT INTO a.c VALUES (1, 'a.c');
INSERT INTO "A".c VALUES (1, 'A.c');
INSERT INTO a.b_c VALUES (1, 'a.b_c');
INSERT INTO a_b.c VALUES (1, 'a_b.c');
INSERT INTO public."a.c" VALUES (1, 'public.a.c');
