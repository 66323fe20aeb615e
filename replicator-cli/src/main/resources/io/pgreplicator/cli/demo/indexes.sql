-- The demonstration's secondary indexes and foreign keys; after the rows on the source, which is quicker.
-- Parameters: none. Tables: every table of schema shop. Run as the owner of the database. Minimum version: 12.
CREATE INDEX customer_lower_email ON shop.customer (lower(email));
CREATE INDEX customer_profile ON shop.customer USING gin (profile jsonb_path_ops);
CREATE INDEX customer_joined_at ON shop.customer (joined_at);
CREATE INDEX order_customer ON shop."order" (customer_id);
CREATE INDEX order_open ON shop."order" (placed_at) WHERE state IN ('new', 'paid');
CREATE INDEX order_line_sku ON shop."Order Line" (sku);
CREATE INDEX event_kind ON shop.event (kind, happened_at);

ALTER TABLE shop."order" ADD FOREIGN KEY (customer_id) REFERENCES shop.customer;
ALTER TABLE shop."Order Line" ADD FOREIGN KEY (order_id) REFERENCES shop."order" ON DELETE CASCADE;
ALTER TABLE shop."Order Line" ADD FOREIGN KEY (sku) REFERENCES shop.product ON UPDATE CASCADE;

ANALYZE;
