-- The history of a place, version 1.
--
-- Times named *_ms are UTC in ms since 1970 unless said otherwise; a board's own time is the
-- CLOCK_MONOTONIC of one boot. No row names, or could name, a person.
--
-- An applied file is never edited: what changes comes in the next one.

-- Boards. Ids here and below are small integers given in the order of first sight, so that the
-- many rows that refer to them stay small.
CREATE TABLE agent (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;

-- Sensors, by the name their agent gives them ("entrance/door" is agent and sensor).
CREATE TABLE sensor (
    id     INTEGER PRIMARY KEY,
    agent  INTEGER NOT NULL REFERENCES agent,
    name   TEXT NOT NULL,
    UNIQUE (agent, name)
) STRICT;

-- Boots of a board, with the best pair of its clock and UTC that is known for each.
CREATE TABLE boot (
    id            INTEGER PRIMARY KEY,
    agent         INTEGER NOT NULL REFERENCES agent,
    name          TEXT NOT NULL,     -- the kernel's boot id
    mono_ms       INTEGER NOT NULL,  -- the pair: the board's time ...
    wall_ms       INTEGER,           -- ... and UTC; NULL while the board never knew it
    quality       INTEGER NOT NULL,  -- of the pair: 0 the board's own guess, 1 synchronised
    suspended_ms  INTEGER NOT NULL,  -- time asleep within the boot, as of the pair
    offset_ms     INTEGER,           -- least (the collector's UTC - the board's time) heard live
    UNIQUE (agent, name)
) STRICT;

-- What to add to a board's time to get UTC (NULL: not known). A synchronised board is right
-- itself; one that never was is placed by the collector; a guess is the last resort.
CREATE VIEW clock (boot, offset_ms) AS
SELECT id, CASE WHEN quality = 1 THEN wall_ms - mono_ms
                ELSE coalesce(offset_ms, wall_ms - mono_ms) END
FROM boot;

-- Streams: an outbox of an agent, which numbers its events from 1. Everything up to `durable`
-- is here, as an event, as a declared loss, or left out because its seat is not shared.
CREATE TABLE stream (
    id       INTEGER PRIMARY KEY,
    agent    INTEGER NOT NULL REFERENCES agent,
    name     TEXT NOT NULL UNIQUE,
    durable  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A stream's events from number `first` on (until its next part) happened in this boot; their
-- `t` counts from t0_ms, in the board's time. A part begins with each boot, and when `t` would
-- no longer fit into 3 bytes (2 hours and 19 minutes).
CREATE TABLE part (
    stream  INTEGER NOT NULL REFERENCES stream,
    first   INTEGER NOT NULL,
    boot    INTEGER NOT NULL REFERENCES boot,
    t0_ms   INTEGER NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;

-- Events as the agents numbered them. The table that grows: its columns are few and shared by
-- the kinds, and hold numbers of one or two bytes, or NULL (no byte at all).
--
--   kind       value                                value2               value3
--   0 level    0 or 1
--   1 beat
--   2 pass     people: in positive, out negative    total in after it    total out after it
--   3 count    the number                           ms that it holds
--   4 reset
--   5 fault    fault.id
CREATE TABLE event (
    stream  INTEGER NOT NULL REFERENCES stream,
    seq     INTEGER NOT NULL,
    sensor  INTEGER REFERENCES sensor,  -- NULL: a beat
    t       INTEGER NOT NULL,           -- ms after part.t0_ms
    kind    INTEGER NOT NULL,
    value   INTEGER,
    value2  INTEGER,
    value3  INTEGER,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- What sensors complain of ("obstructed"): event.value of a fault.
CREATE TABLE fault (
    id   INTEGER PRIMARY KEY,
    why  TEXT NOT NULL UNIQUE
) STRICT;

-- Numbers that an agent gave and then no longer held: lost, at a time that nobody knows.
CREATE TABLE loss (
    stream    INTEGER NOT NULL REFERENCES stream,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    noted_ms  INTEGER NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;

-- Where the estimate of a hall takes up again after a restart: when the totals of this stream
-- stood at total_in and total_out, `carried` people net had come through the door.
CREATE TABLE anchor (
    sensor     INTEGER PRIMARY KEY REFERENCES sensor,
    stream     INTEGER REFERENCES stream,  -- NULL: a count by a person, before any word
    total_in   INTEGER NOT NULL,
    total_out  INTEGER NOT NULL,
    carried    INTEGER NOT NULL,
    slack      INTEGER NOT NULL,  -- people who may have passed unseen, each way
    at_ms      INTEGER NOT NULL
) STRICT;

-- The description of the place (the text of place.yaml), as it was applied; in force from
-- from_ms on, until a higher version is.
CREATE TABLE description (
    version     INTEGER PRIMARY KEY,
    from_ms     INTEGER NOT NULL,
    applied_ms  INTEGER NOT NULL,
    text        TEXT NOT NULL
) STRICT;
