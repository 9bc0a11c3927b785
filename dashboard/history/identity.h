/* Whose file a database is, and of which version. Not for other rooms. */
#ifndef LAMPION_HISTORY_IDENTITY_H
#define LAMPION_HISTORY_IDENTITY_H

#include "dashboard/history/sql.h"

enum store_identity {
    IDENTITY_EMPTY, /* or not there */
    IDENTITY_OURS,
    IDENTITY_NEWER,    /* ours, of a schema this program does not know */
    IDENTITY_FOREIGN,  /* a whole database of another program */
    IDENTITY_NONSENSE, /* our tables under a header that cannot be: damaged */
    IDENTITY_DAMAGED,  /* SQLite calls it malformed, or no database at all */
    IDENTITY_UNKNOWN,  /* cannot be read now */
};

/* Changes nothing. `version` is that of the schema, 0 when there is none. */
enum store_identity identity_of(struct store *store, int64_t *version);

/* 0 for what may be opened (empty, ours), or -EINVAL (-EUCLEAN damaged, -EIO unknown) with why. */
int identity_refuse(struct store *store, enum store_identity identity, int64_t version,
                    struct why *why);

#endif
