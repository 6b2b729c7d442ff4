import type { Migration } from '../../sql/migrations.ts'

// For MySQL 8.4 and 9 and MariaDB 10.11 and later. Every rule of the domain that SQL can express is a constraint too,
// against bugs and manual changes. Texts that people type compare by
// utf8mb4_bin, the one exact collation both servers have; it ignores trailing spaces, so keys that must compare byte for
// byte are VARBINARY. 2,112 bytes are what 64 characters can become when they are folded (64 times U+FDFA).
const exact = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'

export const shop: Migration = {
  number: 1,
  name: 'shop',
  statements: [
    // The default of username_key is for rows that are moved here by hand from the old application.
    `CREATE TABLE IF NOT EXISTS users (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      email VARCHAR(254) NOT NULL,
      username VARCHAR(64) NOT NULL,
      username_key VARBINARY(2112) NOT NULL DEFAULT (LOWER(username)),
      password_hash VARCHAR(255) NOT NULL,
      role VARCHAR(8) NOT NULL DEFAULT 'customer',
      UNIQUE KEY users_email (email),
      UNIQUE KEY users_username_key (username_key),
      CONSTRAINT users_email_length CHECK (CHAR_LENGTH(email) >= 1),
      CONSTRAINT users_username_length CHECK (CHAR_LENGTH(username) >= 1),
      CONSTRAINT users_password_hash_length CHECK (CHAR_LENGTH(password_hash) >= 1),
      CONSTRAINT users_role_known CHECK (role IN ('customer', 'admin'))
    ) ${exact}`,

    `CREATE TABLE IF NOT EXISTS products (
      id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
      sku VARCHAR(64) NULL,
      name VARCHAR(255) NOT NULL,
      name_key VARBINARY(1020) NOT NULL,
      description TEXT NOT NULL,
      price_minor BIGINT NOT NULL,
      stock BIGINT NOT NULL,
      archived TINYINT NOT NULL DEFAULT 0,
      UNIQUE KEY products_sku (sku),
      KEY products_by_id (archived, id),
      KEY products_by_price (archived, price_minor, id),
      KEY products_by_name (archived, name_key, id),
      CONSTRAINT products_sku_length CHECK (CHAR_LENGTH(sku) >= 1),
      CONSTRAINT products_name_length CHECK (CHAR_LENGTH(name) >= 1),
      CONSTRAINT products_description_length CHECK (CHAR_LENGTH(description) <= 10000),
      CONSTRAINT products_price_range CHECK (price_minor BETWEEN 0 AND 100000000),
      CONSTRAINT products_stock_range CHECK (stock BETWEEN 0 AND 999999999999999),
      CONSTRAINT products_archived_known CHECK (archived IN (0, 1))
    ) ${exact}`,

    // No foreign key to products: it would lock the product's row for every line, so that filling a cart waits for
    // checkouts of it, and for a whole import. It would protect nothing either: products are archived, never deleted.
    `CREATE TABLE IF NOT EXISTS cart_lines (
      user_id BIGINT NOT NULL,
      product_id BIGINT NOT NULL,
      quantity INT NOT NULL,
      PRIMARY KEY (user_id, product_id),
      CONSTRAINT cart_lines_user FOREIGN KEY (user_id) REFERENCES users (id),
      CONSTRAINT cart_lines_quantity_range CHECK (quantity BETWEEN 1 AND 9999)
    ) ${exact}`,

    `CREATE TABLE IF NOT EXISTS orders (
      id BINARY(16) NOT NULL PRIMARY KEY,
      user_id BIGINT NOT NULL,
      idempotency_key VARBINARY(1020) NOT NULL,
      total_minor BIGINT NOT NULL,
      placed_at BIGINT NOT NULL,
      status VARCHAR(9) NOT NULL,
      UNIQUE KEY orders_key (user_id, idempotency_key),
      KEY orders_by_user (user_id, id),
      CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id),
      CONSTRAINT orders_idempotency_key_length CHECK (LENGTH(idempotency_key) >= 1),
      CONSTRAINT orders_total_range CHECK (total_minor BETWEEN 0 AND 999999999999999),
      CONSTRAINT orders_status_known CHECK (status IN ('placed', 'shipped', 'delivered', 'cancelled'))
    ) ${exact}`,

    `CREATE TABLE IF NOT EXISTS order_lines (
      order_id BINARY(16) NOT NULL,
      line_no INT NOT NULL,
      product_id BIGINT NOT NULL,
      name VARCHAR(255) NOT NULL,
      unit_price_minor BIGINT NOT NULL,
      quantity INT NOT NULL,
      PRIMARY KEY (order_id, line_no),
      KEY order_lines_by_product (product_id),
      CONSTRAINT order_lines_order FOREIGN KEY (order_id) REFERENCES orders (id),
      CONSTRAINT order_lines_product FOREIGN KEY (product_id) REFERENCES products (id),
      CONSTRAINT order_lines_line_no_range CHECK (line_no >= 1),
      CONSTRAINT order_lines_name_length CHECK (CHAR_LENGTH(name) >= 1),
      CONSTRAINT order_lines_price_range CHECK (unit_price_minor BETWEEN 0 AND 100000000),
      CONSTRAINT order_lines_quantity_range CHECK (quantity BETWEEN 1 AND 9999)
    ) ${exact}`,

    // Fails when a table of this name was there before and is another application's.
    `SELECT u.username_key, p.name_key, l.quantity, o.idempotency_key, ol.line_no
     FROM users u, products p, cart_lines l, orders o, order_lines ol LIMIT 0`,
  ],
}
