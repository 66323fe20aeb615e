ALTER FUNCTION public.slugify(text) SET search_path = public;
