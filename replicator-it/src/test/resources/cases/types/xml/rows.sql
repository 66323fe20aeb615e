SET xmloption = content;
INSERT INTO markup VALUES
    (1, '<?xml version="1.0" encoding="UTF-8"?><a b="1">é</a>', NULL),
    (2, 'just text &amp; <b/> <c> </c>', '{<a/>,NULL,"text , \" "}'),
    (3, '', '{}'),
    (4, NULL, NULL),
    (5, '<?xml version="1.1" standalone="yes"?><a/>', NULL),
    (6, '<!DOCTYPE a [<!ENTITY e "x">]><a>1</a>', NULL),
    (7, E'<a>\n\t<![CDATA[ \\. ]]></a>\r\n', NULL),
    (8, '<!-- only a comment -->', NULL);
INSERT INTO markup SELECT g, xmlelement(name row, xmlattributes(g AS id), repeat('x<', g)) FROM generate_series(10, 200) AS g;
