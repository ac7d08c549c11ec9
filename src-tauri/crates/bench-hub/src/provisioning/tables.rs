//! The tables of the service. Ids are kept in lower case beside the documents, which keep them as they were written.

/// Makes the tables where they are not there; run when the database is opened.
pub const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS enrollments (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    etag TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    webhook TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS enrollment_groups (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    etag TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    webhook TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS authorities (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    certificate BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS registrations (
    id TEXT PRIMARY KEY,
    enrollment_group TEXT,
    record TEXT NOT NULL,
    told TEXT NOT NULL,
    ready INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS registrations_of_groups ON registrations (enrollment_group, id);
CREATE TABLE IF NOT EXISTS provisioning_operations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    registration TEXT NOT NULL,
    ready INTEGER NOT NULL,
    result TEXT NOT NULL
) STRICT;
";
