-- Version 4: facts are part of what the history is settled by. A fact that is new, or retracted
-- since, settles the time from its beginning on again.
CREATE TABLE settled_fact (
    fact       INTEGER PRIMARY KEY REFERENCES fact,
    retracted  INTEGER NOT NULL
) STRICT;
