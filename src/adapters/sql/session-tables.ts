type Types = Readonly<Record<'id' | 'token' | 'text' | 'integer' | 'end', string>>

/**
 * The text of applied migrations, in an engine's types: it must not change. With few indexes: each is written at a
 * log-in. A token is 43 bytes: 256 bits in base64url.
 */
export const sessionTables = ({ id, token, text, integer, end }: Types): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS sessions (
    user_id ${integer} NOT NULL,
    id ${id} NOT NULL,
    created_at ${integer} NOT NULL,
    token_hash ${token} NOT NULL,
    last_used_at ${integer} NOT NULL,
    expires_at ${integer} NOT NULL,
    user_agent ${text} NOT NULL,
    address ${text} NOT NULL,
    PRIMARY KEY (user_id, id),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
  ) ${end}`,
  'CREATE UNIQUE INDEX sessions_token ON sessions (token_hash)',
  `CREATE TABLE IF NOT EXISTS used_refresh_tokens (
    hash ${token} NOT NULL PRIMARY KEY,
    user_id ${integer} NOT NULL,
    session_id ${id} NOT NULL,
    nonce ${token} NOT NULL,
    used_at ${integer} NOT NULL,
    CONSTRAINT used_refresh_tokens_session FOREIGN KEY (user_id, session_id) REFERENCES sessions (user_id, id)
      ON DELETE CASCADE
  ) ${end}`,
  'CREATE INDEX used_refresh_tokens_by_session ON used_refresh_tokens (user_id, session_id)',
  `CREATE TABLE IF NOT EXISTS ended_sessions (id ${id} NOT NULL PRIMARY KEY, ended_at ${integer} NOT NULL) ${end}`,
  'CREATE INDEX ended_sessions_by_time ON ended_sessions (ended_at)',
]
