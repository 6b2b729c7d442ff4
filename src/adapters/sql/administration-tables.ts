type Types = Readonly<Record<'id' | 'integer' | 'text' | 'word' | 'end', string>>

/** In an engine's types; the text of applied migrations: it must not change. */
export const administrationTables = ({ id, integer, text, word, end }: Types): readonly string[] => [
  `ALTER TABLE products ADD COLUMN version ${integer} NOT NULL DEFAULT 1`,
  `ALTER TABLE cart_lines ADD COLUMN price_added_minor ${integer} NULL`,
  // Addresses and steps are JSON: they are read and written with their order, and never searched.
  `ALTER TABLE orders ADD COLUMN ship_to ${text} NULL`,
  `ALTER TABLE orders ADD COLUMN note ${text} NULL`,
  `ALTER TABLE orders ADD COLUMN steps ${text} NULL`,
  // The sum of the refunds, for reports.
  `ALTER TABLE orders ADD COLUMN refunded_minor ${integer} NOT NULL DEFAULT 0`,
  'CREATE INDEX orders_by_time ON orders (placed_at, id)',
  'CREATE INDEX orders_by_status ON orders (status, placed_at, id)',
  'CREATE INDEX users_by_role ON users (role, id)',
  `CREATE TABLE IF NOT EXISTS audit_log (
    id ${id},
    happened_at ${integer} NOT NULL,
    user_id ${integer} NULL,
    request_id ${word} NULL,
    action ${word} NOT NULL,
    subject ${word} NOT NULL,
    old_values ${text} NOT NULL,
    new_values ${text} NOT NULL
  ) ${end}`,
]
