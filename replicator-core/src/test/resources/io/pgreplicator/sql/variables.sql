-- Every place at which a variable may stand, and those at which a colon is none; for SqlFileTest.
-- Parameters: :"name" :'value' :text, and :unset in this header, which is not sent
SELECT :"name", :'value', (:text), ARRAY[1, 2, 3][1:2], a[lo:hi],
    0::int, ':text :"name"', 'it''s :text', ":text", -- don't replace :text here
    $$ :text $$, $body$ ':text' $$ :text $$ $1 :"name" $body$, $1, :'value'::text
