ALTER FUNCTION public.slugify(text) SET search_path = "$user", public;
