import { assertEmailsDiffer, mendKeys } from '../../sql/keys.ts'
import type { Migration } from '../../sql/migrations.ts'

/** Keys for emails and for search, and images. */
export const keys: Migration = {
  number: 3,
  name: 'keys',
  before: assertEmailsDiffer,
  statements: [
    'ALTER TABLE users ADD COLUMN email_key TEXT',
    'CREATE UNIQUE INDEX users_email_key ON users (email_key)',
    // For rows of the previous version, and for those that are moved here by hand.
    `CREATE TRIGGER users_email_key AFTER INSERT ON users WHEN NEW.email_key IS NULL BEGIN
      UPDATE users SET email_key = lower(NEW.email) WHERE id = NEW.id;
    END`,
    'ALTER TABLE products ADD COLUMN search_key TEXT',
    `ALTER TABLE products ADD COLUMN image_url TEXT
      CONSTRAINT products_image_url_https CHECK (image_url LIKE 'https://%')`,
  ],
  step: mendKeys,
}
