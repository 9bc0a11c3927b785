#include "dashboard/history/identity.h"

#include "dashboard/history/lock.h"
#include "dashboard/history/schema.h"
#include <errno.h>

#define VERSION_MAX 9999 /* of schemas: nothing ever wrote a higher one */

/* Tables of ours, from the first schema on. */
static const char our_tables[] = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND "
                                 "name IN ('agent', 'stream', 'part', 'event')";

static enum store_identity identity_judge(int64_t tables, int64_t ours, int64_t application,
                                          int64_t version)
{
    if (tables == 0 && application == 0 && version == 0)
        return IDENTITY_EMPTY;
    if (application != STORE_APPLICATION_ID)
        return ours == 4 ? IDENTITY_NONSENSE : IDENTITY_FOREIGN;
    if (version < 0 || version > VERSION_MAX || (version == 0 && ours == 4) ||
        (version > 0 && ours < 4))
        return IDENTITY_NONSENSE;
    return version > schema_step_count ? IDENTITY_NEWER : IDENTITY_OURS;
}

enum store_identity identity_of(struct store *store, int64_t *version)
{
    int64_t application = 0, tables = 0, ours = 0;
    *version = 0;
    int rc = sql_number(store->db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc == SQLITE_OK)
        rc = sql_number(store->db, our_tables, &ours);
    if (rc == SQLITE_OK)
        rc = sql_number(store->db, "PRAGMA application_id", &application);
    if (rc == SQLITE_OK)
        rc = sql_number(store->db, "PRAGMA user_version", version);
    if (sql_is_damage(rc) ||
        rc == SQLITE_ERROR) /* "unsupported file format": of a damaged header */
        return IDENTITY_DAMAGED;
    return rc != SQLITE_OK ? IDENTITY_UNKNOWN : identity_judge(tables, ours, application, *version);
}

int identity_refuse(struct store *store, enum store_identity identity, int64_t version,
                    struct why *why)
{
    switch (identity) {
    case IDENTITY_EMPTY:
    case IDENTITY_OURS:
        return 0;
    case IDENTITY_NEWER:
        return why_set(why, EINVAL,
                       "history %s: written by a newer lampion (schema %lld, this one knows %d); "
                       "install the newer version again, or restore a backup from before it",
                       store->path, (long long)version, schema_step_count);
    case IDENTITY_FOREIGN:
        return why_set(why, EINVAL,
                       "history %s: a database of another program; name another file in "
                       "store.path",
                       store->path);
    case IDENTITY_DAMAGED:
        store_note_damage(store->path);
        /* fall through */
    case IDENTITY_NONSENSE:
        return why_set(why, EUCLEAN,
                       "history %s: not a database, or a damaged one; put it aside and restore a "
                       "backup, or name another file in store.path",
                       store->path);
    default:
        return sql_failed(store, "cannot be read", why);
    }
}
