import { assertEmailsDiffer, mendKeys } from '../../sql/keys.ts'
import type { Migration } from '../../sql/migrations.ts'

/** Keys for emails and for search, and images. 3,048 bytes are what 254 characters can become in NFC (U+1D160). */
export const keys: Migration = {
  number: 2,
  name: 'keys',
  before: assertEmailsDiffer,
  statements: [
    'ALTER TABLE users ADD COLUMN email_key VARBINARY(3048) NULL, ADD UNIQUE KEY users_email_key (email_key)',
    // For rows of the previous version, and for those that are moved here by hand.
    'ALTER TABLE users ALTER COLUMN email_key SET DEFAULT (LOWER(email))',
    `ALTER TABLE products ADD COLUMN search_key BLOB NULL, ADD COLUMN image_url VARCHAR(2048) NULL,
      ADD CONSTRAINT products_image_url_https CHECK (image_url LIKE 'https://%')`,
  ],
  step: mendKeys,
}
