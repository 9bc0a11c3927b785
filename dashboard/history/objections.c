#include "dashboard/history/objections.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <string.h>

static const char *const claims[CLAIM_COUNT] = {
    [CLAIM_TAKEN] = "taken", [CLAIM_CLOSED] = "closed", [CLAIM_PEOPLE] = "people"};
static const char *const verdicts[] = {
    [VERDICT_NONE] = "", [VERDICT_CONFIRMED] = "confirmed", [VERDICT_REFUSED] = "refused"};

const char *claim_name(enum claim claim)
{
    return claims[claim];
}

int claim_parse(const char *name, enum claim *claim)
{
    for (int i = 0; i < CLAIM_COUNT; i++)
        if (!strcmp(name, claims[i])) {
            *claim = (enum claim)i;
            return 0;
        }
    return -EINVAL;
}

int objection_put(struct store *store, const char *zone, enum claim claim, int64_t at_ms,
                  struct why *why)
{
    sqlite3_stmt *put =
        sql_prepare(store, "INSERT INTO objection (zone, claim, at_ms) VALUES (?1, ?2, ?3)", why);
    if (!put)
        return -EIO;
    sqlite3_bind_text(put, 1, zone, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 2, claims[claim], -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 3, at_ms);
    int error =
        sql_run(put) == SQLITE_OK ? 0 : sql_failed(store, "the objection cannot be written", why);
    sqlite3_finalize(put);
    return error;
}

int objection_judge(struct store *store, int64_t id, enum verdict verdict, const char *who,
                    int64_t now_ms, struct why *why)
{
    sqlite3_stmt *judge = sql_prepare(store,
                                      "UPDATE objection SET verdict = ?2, judged_by = ?3, "
                                      "judged_ms = ?4 WHERE id = ?1 AND verdict IS NULL",
                                      why);
    if (!judge)
        return -EIO;
    sqlite3_bind_int64(judge, 1, id);
    sqlite3_bind_text(judge, 2, verdicts[verdict], -1, SQLITE_STATIC);
    sqlite3_bind_text(judge, 3, who, -1, SQLITE_STATIC);
    sqlite3_bind_int64(judge, 4, now_ms);
    int error =
        sql_run(judge) == SQLITE_OK ? 0 : sql_failed(store, "the objection cannot be judged", why);
    bool done = !error && sqlite3_changes(store->db) > 0;
    sqlite3_finalize(judge);
    if (error || done)
        return error;
    return why_set(why, ENOENT, "there is no objection %lld that waits", (long long)id);
}

/* A word that this version does not know cannot be there: the schema has a list of them. */
static void take_objection(sqlite3_stmt *row, struct objection *objection)
{
    char word[16];
    *objection = (struct objection){.id = sqlite3_column_int64(row, 0),
                                    .at_ms = sqlite3_column_int64(row, 3)};
    sql_copy(row, 1, objection->zone, sizeof objection->zone);
    sql_copy(row, 2, word, sizeof word);
    (void)claim_parse(word, &objection->claim);
    sql_copy(row, 4, word, sizeof word);
    for (int i = VERDICT_NONE; i <= VERDICT_REFUSED; i++)
        if (!strcmp(word, verdicts[i]))
            objection->verdict = (enum verdict)i;
}

int objection_list(struct store *store, int64_t from_ms, struct objection *objections, size_t room,
                   struct why *why)
{
    sqlite3_stmt *walk = sql_prepare(store,
                                     "SELECT id, zone, claim, at_ms, coalesce(verdict, '') "
                                     "FROM objection WHERE at_ms >= ?1 ORDER BY id DESC LIMIT ?2",
                                     why);
    if (!walk)
        return -EIO;
    sqlite3_bind_int64(walk, 1, from_ms);
    sqlite3_bind_int64(walk, 2, (int64_t)room);
    int rc, count = 0;
    while ((rc = sqlite3_step(walk)) == SQLITE_ROW)
        take_objection(walk, &objections[count++]);
    int result = rc == SQLITE_DONE ? count : sql_failed(store, "the objections", why);
    sqlite3_finalize(walk);
    return result;
}

int objection_sum(struct store *store, int64_t from_ms, struct objection_sums *sums,
                  struct why *why)
{
    sqlite3_stmt *sum = sql_prepare(store,
                                    "SELECT count(*), count(*) FILTER (WHERE verdict = "
                                    "'confirmed'), count(*) FILTER (WHERE verdict = 'refused') "
                                    "FROM objection WHERE at_ms >= ?1",
                                    why);
    if (!sum)
        return -EIO;
    sqlite3_bind_int64(sum, 1, from_ms);
    int error = -EIO;
    if (sqlite3_step(sum) == SQLITE_ROW) {
        *sums = (struct objection_sums){sqlite3_column_int64(sum, 0), sqlite3_column_int64(sum, 1),
                                        sqlite3_column_int64(sum, 2)};
        error = 0;
    } else {
        error = sql_failed(store, "the objections", why);
    }
    sqlite3_finalize(sum);
    return error;
}
