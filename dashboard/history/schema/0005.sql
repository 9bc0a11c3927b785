-- Version 5: reports as they were issued, kept for ten years, so that the figures that somebody
-- holds can be told from others, and made again.
CREATE TABLE issued_report (
    id        INTEGER PRIMARY KEY,
    period    TEXT NOT NULL,  -- as it is written: 2026-Q3
    compared  TEXT NOT NULL,
    format    TEXT NOT NULL,
    language  TEXT NOT NULL,
    version   TEXT NOT NULL,  -- of the program
    revision  TEXT NOT NULL,  -- SHA-256 of the data that it rests on
    sha256    TEXT NOT NULL,  -- of the file, or of the list of the folder's files
    made_ms   INTEGER NOT NULL,
    figures   TEXT NOT NULL,  -- the key figures, one a line: zone, indicator, state, value
    UNIQUE (period, compared, format, language, version, sha256)
) STRICT;
CREATE INDEX issued_report_sha256 ON issued_report (sha256);
