-- An insurer's Spring application with Hibernate: hibernate_sequence, sequences of its entities in steps of 50, joined and single table
-- inheritance, element collections without a key, audit tables, domains, check constraints of enums, flyway_schema_history.
-- @source
CREATE SEQUENCE hibernate_sequence;
CREATE SEQUENCE party_seq INCREMENT BY 50;
CREATE SEQUENCE policy_seq START WITH 1000 INCREMENT BY 50 CACHE 20;
CREATE DOMAIN iban AS varchar(34) CHECK (VALUE ~ '^[A-Za-z0-9 ]+$');
CREATE DOMAIN amount AS numeric(19, 2) DEFAULT 0 NOT NULL CONSTRAINT amount_not_negative CHECK (VALUE >= 0);
CREATE TABLE flyway_schema_history (installed_rank integer NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY, version varchar(50),
    description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum integer,
    installed_by varchar(100) NOT NULL, installed_on timestamp DEFAULT now() NOT NULL, execution_time integer NOT NULL,
    success boolean NOT NULL);
CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
CREATE TABLE party (id bigint DEFAULT nextval('party_seq') PRIMARY KEY, version integer NOT NULL, dtype varchar(31) NOT NULL, name varchar(255), account iban,
    created timestamp(6) with time zone NOT NULL, CHECK (dtype IN ('Person', 'Company')));
CREATE TABLE person (id bigint PRIMARY KEY CONSTRAINT fk_person_party REFERENCES party, born date, blood_group varchar(255)
    CHECK (blood_group IN ('A', 'B', 'AB', 'O')));
CREATE TABLE company (id bigint PRIMARY KEY CONSTRAINT fk_company_party REFERENCES party, register varchar(40) UNIQUE, parent_id bigint
    CONSTRAINT fk_company_parent REFERENCES company);
CREATE TABLE policy (id bigint DEFAULT nextval('policy_seq') PRIMARY KEY, version integer NOT NULL, holder_id bigint NOT NULL REFERENCES party, premium amount,
    state smallint CHECK (state BETWEEN 0 AND 3), valid tstzrange, terms oid, uuid uuid NOT NULL CONSTRAINT uk_policy_uuid UNIQUE);
CREATE TABLE policy_tags (policy_id bigint NOT NULL REFERENCES policy, tags varchar(255));
CREATE TABLE policy_insured (policy_id bigint NOT NULL REFERENCES policy, insured_id bigint NOT NULL REFERENCES person,
    insured_order integer NOT NULL, PRIMARY KEY (policy_id, insured_order));
CREATE TABLE claim (id bigint DEFAULT nextval('hibernate_sequence') PRIMARY KEY, policy_id bigint NOT NULL REFERENCES policy,
    reported date NOT NULL, paid amount, photo bytea, notes text);
CREATE INDEX claim_reported ON claim USING brin (reported);
CREATE TABLE revinfo (rev integer PRIMARY KEY DEFAULT nextval('hibernate_sequence'), revtstmp bigint);
CREATE TABLE policy_aud (id bigint NOT NULL, rev integer NOT NULL REFERENCES revinfo, revtype smallint, premium numeric(19, 2),
    PRIMARY KEY (id, rev));
CREATE TABLE shedlock (name varchar(64) PRIMARY KEY, lock_until timestamp NOT NULL, locked_at timestamp NOT NULL,
    locked_by varchar(255) NOT NULL);
CREATE FUNCTION audit_policy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r integer;
BEGIN
    INSERT INTO revinfo (revtstmp) VALUES (extract(epoch FROM now())) RETURNING rev INTO r;
    INSERT INTO policy_aud VALUES (NEW.id, r, CASE TG_OP WHEN 'INSERT' THEN 0 ELSE 1 END, NEW.premium);
    RETURN NULL;
END$$;
CREATE TRIGGER policy_audit AFTER INSERT OR UPDATE OF premium ON policy FOR EACH ROW EXECUTE FUNCTION audit_policy();
CREATE FUNCTION larger(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN length($1) >= length($2) THEN $1 ELSE $2 END';
CREATE AGGREGATE longest(text) (SFUNC = larger, STYPE = text, INITCOND = '');
INSERT INTO flyway_schema_history VALUES (1, '1', 'all', 'SQL', 'V1__all.sql', 4, 'app', now(), 7, true);
-- @following
UPDATE policy SET premium = premium + 1;
INSERT INTO policy_tags SELECT id, 'renewed' FROM policy LIMIT 5;
DELETE FROM policy_tags WHERE tags = 'made 0';
SELECT nextval('hibernate_sequence'), nextval('party_seq'), nextval('policy_seq');
-- @deploy stops
ALTER TABLE claim ADD COLUMN channel varchar(20) DEFAULT 'PHONE' NOT NULL CHECK (channel IN ('PHONE', 'WEB'));
CREATE SEQUENCE letter_seq INCREMENT BY 50;
CREATE TABLE letter (id bigint DEFAULT nextval('letter_seq') PRIMARY KEY, claim_id bigint REFERENCES claim, body text);
ALTER TABLE party ALTER COLUMN name TYPE varchar(400);
DROP INDEX claim_reported;
INSERT INTO flyway_schema_history VALUES (2, '2', 'letters', 'SQL', 'V2__letters.sql', 5, 'app', now(), 7, true);
-- @cures
SOURCE: ALTER TABLE "public"."policy_tags" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
TARGET: ALTER TABLE "public"."policy_tags" ADD COLUMN replicator_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
-- @told
TARGET: ALTER TABLE "public"."claim" ADD COLUMN "channel" character varying(20) DEFAULT 'PHONE'::character varying NOT NULL;
TARGET: ALTER TABLE "public"."party" ALTER COLUMN "name" TYPE character varying(400);
TARGET: DROP INDEX public.claim_reported;
TARGET, later: ALTER TABLE public.claim ADD CONSTRAINT claim_channel_check CHECK (((channel)::text = ANY ((ARRAY['PHONE'::character varying, 'WEB'::character varying])::text[])));
