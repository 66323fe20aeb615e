DO $$
DECLARE style text;
BEGIN
    FOREACH style IN ARRAY ARRAY['SQL, DMY', 'German', 'Postgres, MDY', 'ISO, YMD'] LOOP
        PERFORM set_config('DateStyle', style, true), set_config('client_encoding', CASE style WHEN 'German' THEN 'LATIN1' ELSE 'SQL_ASCII' END, true);
        UPDATE dated SET d = d + 1000, t = t || 'ß' WHERE d < '2020-01-20';
        INSERT INTO dated VALUES ('2020-01-02', '-infinity', 'infinity', style);
        DELETE FROM dated WHERE t LIKE '%5';
    END LOOP;
    PERFORM set_config('DateStyle', 'ISO, MDY', true), set_config('client_encoding', 'UTF8', true);
END$$;
