import type { Migration } from '../../sql/migrations.ts'

// Every rule of the domain that SQL can express is a constraint too, against bugs and manual changes.
// The keys (username_key, name_key) are the folded texts the domain compares.
export const shop: Migration = {
  number: 1,
  name: 'shop',
  statements: [
    `CREATE TABLE users (
      id INTEGER PRIMARY KEY,
      email TEXT NOT NULL CONSTRAINT users_email UNIQUE
        CONSTRAINT users_email_length CHECK (length(email) BETWEEN 1 AND 254),
      username TEXT NOT NULL CONSTRAINT users_username_length CHECK (length(username) BETWEEN 1 AND 64),
      username_key TEXT NOT NULL CONSTRAINT users_username_key UNIQUE,
      password_hash TEXT NOT NULL
        CONSTRAINT users_password_hash_length CHECK (length(password_hash) BETWEEN 1 AND 255),
      role TEXT NOT NULL DEFAULT 'customer' CONSTRAINT users_role_known CHECK (role IN ('customer', 'admin'))
    ) STRICT`,

    `CREATE TABLE products (
      id INTEGER PRIMARY KEY,
      sku TEXT CONSTRAINT products_sku UNIQUE CONSTRAINT products_sku_length CHECK (length(sku) BETWEEN 1 AND 64),
      name TEXT NOT NULL CONSTRAINT products_name_length CHECK (length(name) BETWEEN 1 AND 255),
      name_key TEXT NOT NULL CONSTRAINT products_name_key_length CHECK (length(name_key) <= 255),
      description TEXT NOT NULL CONSTRAINT products_description_length CHECK (length(description) <= 10000),
      price_minor INTEGER NOT NULL
        CONSTRAINT products_price_range CHECK (price_minor BETWEEN 0 AND 100000000),
      stock INTEGER NOT NULL CONSTRAINT products_stock_range CHECK (stock BETWEEN 0 AND 999999999999999),
      archived INTEGER NOT NULL DEFAULT 0 CONSTRAINT products_archived_known CHECK (archived IN (0, 1))
    ) STRICT`,
    'CREATE INDEX products_by_id ON products (archived, id)',
    'CREATE INDEX products_by_price ON products (archived, price_minor, id)',
    'CREATE INDEX products_by_name ON products (archived, name_key, id)',

    `CREATE TABLE cart_lines (
      user_id INTEGER NOT NULL REFERENCES users (id),
      product_id INTEGER NOT NULL REFERENCES products (id),
      quantity INTEGER NOT NULL CONSTRAINT cart_lines_quantity_range CHECK (quantity BETWEEN 1 AND 9999),
      PRIMARY KEY (user_id, product_id)
    ) STRICT, WITHOUT ROWID`,

    `CREATE TABLE orders (
      id BLOB NOT NULL PRIMARY KEY CONSTRAINT orders_id_length CHECK (length(id) = 16),
      user_id INTEGER NOT NULL REFERENCES users (id),
      idempotency_key TEXT NOT NULL
        CONSTRAINT orders_idempotency_key_length CHECK (length(idempotency_key) BETWEEN 1 AND 255),
      total_minor INTEGER NOT NULL CONSTRAINT orders_total_range CHECK (total_minor BETWEEN 0 AND 999999999999999),
      placed_at INTEGER NOT NULL,
      status TEXT NOT NULL
        CONSTRAINT orders_status_known CHECK (status IN ('placed', 'shipped', 'delivered', 'cancelled')),
      CONSTRAINT orders_key UNIQUE (user_id, idempotency_key)
    ) STRICT, WITHOUT ROWID`,
    'CREATE INDEX orders_by_user ON orders (user_id, id)',

    `CREATE TABLE order_lines (
      order_id BLOB NOT NULL REFERENCES orders (id),
      line_no INTEGER NOT NULL CONSTRAINT order_lines_line_no_range CHECK (line_no >= 1),
      product_id INTEGER NOT NULL REFERENCES products (id),
      name TEXT NOT NULL CONSTRAINT order_lines_name_length CHECK (length(name) BETWEEN 1 AND 255),
      unit_price_minor INTEGER NOT NULL
        CONSTRAINT order_lines_price_range CHECK (unit_price_minor BETWEEN 0 AND 100000000),
      quantity INTEGER NOT NULL CONSTRAINT order_lines_quantity_range CHECK (quantity BETWEEN 1 AND 9999),
      PRIMARY KEY (order_id, line_no)
    ) STRICT, WITHOUT ROWID`,
  ],
}
