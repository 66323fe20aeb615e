-- A bakery's Rails application on Heroku: extensions in heroku_ext, which only the database's search_path finds; join tables without a key,
-- single table inheritance, polymorphic columns, a search column kept by a trigger, an enum, counters, schema_migrations.
-- @source-super
CREATE SCHEMA heroku_ext;
GRANT USAGE ON SCHEMA heroku_ext TO PUBLIC;
CREATE EXTENSION citext SCHEMA heroku_ext;
CREATE EXTENSION hstore SCHEMA heroku_ext;
CREATE EXTENSION pg_trgm SCHEMA heroku_ext;
CREATE EXTENSION pgcrypto SCHEMA heroku_ext;
CREATE EXTENSION "uuid-ossp" SCHEMA heroku_ext;
CREATE EXTENSION unaccent SCHEMA heroku_ext;
CREATE EXTENSION pg_stat_statements SCHEMA heroku_ext;
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "$user", public, heroku_ext', current_database()); END$$;
-- @source
CREATE TYPE public.order_state AS ENUM ('cart', 'placed', 'baked', 'shipped', 'void');
CREATE FUNCTION public.f_unaccent(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$SELECT heroku_ext.unaccent('heroku_ext.unaccent', $1)$$;
CREATE TABLE public.schema_migrations (version character varying NOT NULL PRIMARY KEY);
CREATE TABLE public.ar_internal_metadata (key character varying NOT NULL PRIMARY KEY, value character varying,
    created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
CREATE TABLE public.users (
    id bigserial PRIMARY KEY,
    type character varying DEFAULT 'Customer' NOT NULL,
    email citext DEFAULT ''::citext NOT NULL,
    encrypted_password character varying DEFAULT '' NOT NULL,
    reset_password_token character varying,
    sign_in_count integer DEFAULT 0 NOT NULL,
    current_sign_in_ip inet,
    preferences hstore DEFAULT ''::hstore,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    roles character varying[] DEFAULT '{}'::character varying[] NOT NULL,
    api_key uuid DEFAULT uuid_generate_v4() NOT NULL,
    manager_id bigint REFERENCES public.users ON DELETE SET NULL,
    discarded_at timestamp(6) without time zone,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    lock_version integer DEFAULT 0);
CREATE UNIQUE INDEX index_users_on_email ON public.users (email) WHERE discarded_at IS NULL;
CREATE UNIQUE INDEX index_users_on_reset_password_token ON public.users (reset_password_token);
CREATE INDEX index_users_on_settings ON public.users USING gin (settings jsonb_path_ops);
CREATE INDEX index_users_on_lower_email ON public.users (lower(email::text) varchar_pattern_ops);
COMMENT ON COLUMN public.users.api_key IS 'shown once';
CREATE TABLE public.breads (
    id bigserial PRIMARY KEY,
    name character varying NOT NULL,
    slug character varying NOT NULL UNIQUE,
    description text,
    price_cents integer DEFAULT 0 NOT NULL,
    price_currency character varying(3) DEFAULT 'EUR' NOT NULL,
    weight numeric(8,3),
    available daterange,
    reviews_count integer DEFAULT 0 NOT NULL,
    search tsvector,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT price_not_negative CHECK (price_cents >= 0));
CREATE INDEX index_breads_on_search ON public.breads USING gin (search);
CREATE INDEX index_breads_on_name_trgm ON public.breads USING gin (name gin_trgm_ops);
CREATE INDEX index_breads_on_f_unaccent ON public.breads (public.f_unaccent(lower(name::text)));
COMMENT ON TABLE public.breads IS 'What is on the shelf';
CREATE TRIGGER breads_search BEFORE INSERT OR UPDATE ON public.breads FOR EACH ROW
    EXECUTE FUNCTION tsvector_update_trigger('search', 'pg_catalog.simple', 'name', 'description');
CREATE TABLE public.ingredients (id bigserial PRIMARY KEY, name character varying NOT NULL, ancestry character varying COLLATE "C");
CREATE INDEX index_ingredients_on_ancestry ON public.ingredients (ancestry);
CREATE TABLE public.breads_ingredients (bread_id bigint NOT NULL, ingredient_id bigint NOT NULL);
CREATE INDEX index_breads_ingredients_on_bread_id_and_ingredient_id ON public.breads_ingredients (bread_id, ingredient_id);
CREATE TABLE public.orders (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    number bigserial NOT NULL,
    user_id bigint NOT NULL CONSTRAINT fk_rails_orders_users REFERENCES public.users,
    state public.order_state DEFAULT 'cart' NOT NULL,
    total_cents bigint GENERATED ALWAYS AS (net_cents + tax_cents) STORED,
    net_cents bigint DEFAULT 0 NOT NULL,
    tax_cents bigint DEFAULT 0 NOT NULL,
    placed_at timestamp(6) with time zone,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL,
    CONSTRAINT placed_has_time CHECK (state = 'cart' OR state = 'void' OR placed_at IS NOT NULL));
CREATE UNIQUE INDEX index_orders_one_cart ON public.orders (user_id) WHERE state = 'cart';
CREATE TABLE public.order_lines (
    id bigserial PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES public.orders ON DELETE CASCADE,
    bread_id bigint NOT NULL REFERENCES public.breads ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    quantity smallint DEFAULT 1 NOT NULL CHECK (quantity BETWEEN 1 AND 20000),
    UNIQUE (order_id, bread_id));
CREATE TABLE public.comments (
    id bigserial PRIMARY KEY,
    commentable_type character varying NOT NULL,
    commentable_id bigint NOT NULL,
    user_id bigint REFERENCES public.users,
    body text NOT NULL,
    created_at timestamp(6) without time zone NOT NULL);
CREATE INDEX index_comments_on_commentable ON public.comments (commentable_type, commentable_id);
CREATE TABLE public.active_storage_blobs (
    id bigserial PRIMARY KEY,
    key character varying NOT NULL UNIQUE,
    filename character varying NOT NULL,
    metadata text,
    byte_size bigint NOT NULL,
    digest bytea DEFAULT digest('', 'sha256'));
CREATE TABLE public.versions (
    id bigserial PRIMARY KEY,
    item_type character varying NOT NULL,
    item_id bigint NOT NULL,
    event character varying NOT NULL,
    object json,
    object_changes jsonb,
    created_at timestamp(6) without time zone);
CREATE VIEW public.carts AS SELECT o.id, o.user_id, u.email FROM public.orders AS o JOIN public.users AS u ON u.id = o.user_id
    WHERE o.state = 'cart';
CREATE MATERIALIZED VIEW public.best_sellers AS SELECT bread_id, sum(quantity) AS sold FROM public.order_lines GROUP BY bread_id;
CREATE UNIQUE INDEX index_best_sellers_on_bread_id ON public.best_sellers (bread_id);
INSERT INTO public.schema_migrations VALUES ('20240101000000'), ('20240215093000');
INSERT INTO public.ar_internal_metadata VALUES ('environment', 'production', now(), now());
INSERT INTO public.breads_ingredients SELECT 1 + i % 5, 1 + i % 3 FROM generate_series(1, 40) AS i;
-- @following
UPDATE public.breads_ingredients SET ingredient_id = 9 WHERE bread_id = 2;
DELETE FROM public.breads_ingredients WHERE bread_id = 3;
UPDATE public.users SET email = upper(email::text)::citext, lock_version = lock_version + 1 WHERE id % 2 = 0;
-- @deploy stops
CREATE TABLE public.coupons (
    id bigserial PRIMARY KEY,
    code citext NOT NULL UNIQUE,
    percent integer DEFAULT 10 NOT NULL CHECK (percent > 0),
    breads_count integer DEFAULT 0 NOT NULL);
ALTER TABLE public.comments ADD COLUMN pinned boolean DEFAULT false NOT NULL;
CREATE INDEX index_comments_on_user_id ON public.comments (user_id);
ALTER TABLE public.orders ADD CONSTRAINT net_not_negative CHECK (net_cents >= 0) NOT VALID;
CREATE OR REPLACE VIEW public.carts AS SELECT o.id, o.user_id, u.email, o.created_at FROM public.orders AS o
    JOIN public.users AS u ON u.id = o.user_id WHERE o.state = 'cart';
INSERT INTO public.schema_migrations VALUES ('20240320120000');
-- @cures
SOURCE: ALTER TABLE "public"."breads_ingredients" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
TARGET: ALTER TABLE "public"."breads_ingredients" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
-- @told
TARGET: ALTER TABLE "public"."comments" ADD COLUMN "pinned" boolean DEFAULT false NOT NULL;
TARGET: CREATE OR REPLACE VIEW public.carts AS SELECT o.id, o.user_id, u.email, o.created_at FROM (public.orders o JOIN public.users u ON ((u.id = o.user_id))) WHERE (o.state = 'cart'::public.order_state);
TARGET, later: ALTER TABLE public.orders ADD CONSTRAINT net_not_negative CHECK ((net_cents >= 0)) NOT VALID;
TARGET, later: CREATE INDEX index_comments_on_user_id ON public.comments USING btree (user_id);
-- @differs
COMMENT - EXTENSION pg_stat_statements
EXTENSION - pg_stat_statements
