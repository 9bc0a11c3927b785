#include "dashboard/history/people.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PERSON "SELECT id, name, role, hash, code, code_until_ms, made_ms, disabled_ms FROM person "

const char *role_name(enum role role)
{
    return role == ROLE_ORGANISER ? "organiser" : "reader";
}

int role_parse(const char *text, enum role *role)
{
    *role = !strcmp(text, "organiser") ? ROLE_ORGANISER : ROLE_READER;
    return strcmp(text, role_name(*role)) ? -EINVAL : 0;
}

static void take_person(sqlite3_stmt *row, struct person *person)
{
    person->id = sqlite3_column_int64(row, 0);
    sql_copy(row, 1, person->name, sizeof person->name);
    role_parse((const char *)sqlite3_column_text(row, 2), &person->role);
    sql_copy(row, 3, person->hash, sizeof person->hash);
    sql_copy(row, 4, person->code, sizeof person->code);
    person->code_until_ms = sqlite3_column_int64(row, 5);
    person->made_ms = sqlite3_column_int64(row, 6);
    person->disabled = sqlite3_column_type(row, 7) != SQLITE_NULL;
}

int person_find(struct store *store, const char *name, struct person *person, struct why *why)
{
    sqlite3_stmt *find = sql_prepare(store, PERSON "WHERE name = ?1", why);
    if (!find)
        return -EIO;
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW)
        take_person(find, person);
    int error = rc == SQLITE_ROW    ? 0
                : rc == SQLITE_DONE ? -ENOENT
                                    : sql_failed(store, "people cannot be read", why);
    sqlite3_finalize(find);
    return error;
}

int people_list(struct store *store, struct person **people, struct why *why)
{
    int rc = SQLITE_DONE, count = 0, error = 0;
    *people = NULL;
    sqlite3_stmt *walk = sql_prepare(store, PERSON "ORDER BY name", why);
    if (!walk)
        return -EIO;
    while (!error && (rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct person *more = reallocarray(*people, (size_t)count + 1, sizeof *more);
        if (more)
            take_person(walk, &(*people = more)[count++]);
        else
            error = why_set(why, ENOMEM, "out of memory");
    }
    if (!error && rc != SQLITE_DONE)
        error = sql_failed(store, "people cannot be read", why);
    sqlite3_finalize(walk);
    if (!error)
        return count;
    free(*people);
    *people = NULL;
    return error;
}

int people_organisers(struct store *store, int64_t *count, struct why *why)
{
    return sql_number(store->db,
                      "SELECT count(*) FROM person WHERE role = 'organiser' "
                      "AND disabled_ms IS NULL",
                      count) == SQLITE_OK
               ? 0
               : sql_failed(store, "people cannot be read", why);
}

/* Runs `sql` with ?1 a number, ?2 a text (or NULL), ?3 a number. */
static int run(struct store *store, const char *sql, int64_t first, const char *second,
               int64_t third, struct why *why)
{
    sqlite3_stmt *statement = sql_prepare(store, sql, why);
    if (!statement)
        return -EIO;
    sqlite3_bind_int64(statement, 1, first);
    if (second)
        sqlite3_bind_text(statement, 2, second, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(statement) > 2)
        sqlite3_bind_int64(statement, 3, third);
    int error =
        sql_run(statement) == SQLITE_OK ? 0 : sql_failed(store, "people cannot be written", why);
    sqlite3_finalize(statement);
    return error;
}

int person_add(struct store *store, const char *name, enum role role, const char *code,
               int64_t now_ms, struct why *why)
{
    struct person there;
    int error = person_find(store, name, &there, why);
    if (error != -ENOENT)
        return error ? error : why_set(why, EEXIST, "there is somebody called %s already", name);
    error = run(store,
                role == ROLE_ORGANISER
                    ? "INSERT INTO person (made_ms, name, role) VALUES (?1, ?2, 'organiser')"
                    : "INSERT INTO person (made_ms, name, role) VALUES (?1, ?2, 'reader')",
                now_ms, name, 0, why);
    if (!error && code)
        error = person_reset(store, sqlite3_last_insert_rowid(store->db), code, now_ms, why);
    return error;
}

static int end_sessions(struct store *store, int64_t id, struct why *why)
{
    return run(store, "DELETE FROM session WHERE person = ?1", id, NULL, 0, why);
}

int person_password(struct store *store, int64_t id, const char *hash, struct why *why)
{
    int error =
        run(store, "UPDATE person SET hash = ?2, code = NULL WHERE id = ?1", id, hash, 0, why);
    return error ? error : end_sessions(store, id, why);
}

int person_reset(struct store *store, int64_t id, const char *code, int64_t now_ms, struct why *why)
{
    int error = run(store,
                    "UPDATE person SET hash = NULL, code = ?2, code_until_ms = ?3, "
                    "disabled_ms = NULL WHERE id = ?1",
                    id, code, now_ms + CODE_LASTS_MS, why);
    return error ? error : end_sessions(store, id, why);
}

int person_disable(struct store *store, int64_t id, int64_t now_ms, struct why *why)
{
    int error = run(store, "UPDATE person SET code = ?2, disabled_ms = ?3 WHERE id = ?1", id, NULL,
                    now_ms, why);
    return error ? error : end_sessions(store, id, why);
}

/* ---- Sessions ---- */

int session_put(struct store *store, const char *token, int64_t person, int64_t now_ms,
                struct why *why)
{
    int error = run(store, "DELETE FROM session WHERE made_ms < ?1", now_ms - SESSION_LASTS_MS,
                    NULL, 0, why);
    return error ? error
                 : run(store,
                       "INSERT INTO session (person, token, made_ms, seen_ms) "
                       "VALUES (?1, ?2, ?3, ?3)",
                       person, token, now_ms, why);
}

static bool session_holds(const struct session *session, int64_t now_ms)
{
    return now_ms < session->made_ms + SESSION_LASTS_MS &&
           now_ms < session->seen_ms + SESSION_IDLE_MS &&
           now_ms >= session->seen_ms - SESSION_CLOCK_BACK_MS;
}

int session_find(struct store *store, const char *token, int64_t now_ms, struct session *session,
                 struct why *why)
{
    sqlite3_stmt *find = sql_prepare(store,
                                     "SELECT name, person.id, role, session.made_ms, seen_ms FROM "
                                     "session JOIN person ON person.id = session.person "
                                     "WHERE token = ?1 AND disabled_ms IS NULL",
                                     why);
    if (!find)
        return -EIO;
    sqlite3_bind_text(find, 1, token, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    int error = rc == SQLITE_ROW || rc == SQLITE_DONE
                    ? -ENOENT
                    : sql_failed(store, "sessions cannot be read", why);
    if (rc == SQLITE_ROW) {
        sql_copy(find, 0, session->person, sizeof session->person);
        session->person_id = sqlite3_column_int64(find, 1);
        role_parse((const char *)sqlite3_column_text(find, 2), &session->role);
        session->made_ms = sqlite3_column_int64(find, 3);
        session->seen_ms = sqlite3_column_int64(find, 4);
        error = session_holds(session, now_ms) ? 0 : -ENOENT;
    }
    sqlite3_finalize(find);
    return error;
}

int session_note(struct store *store, const char *token, int64_t now_ms, struct why *why)
{
    return run(store, "UPDATE session SET seen_ms = ?1 WHERE token = ?2", now_ms, token, 0, why);
}

int session_end(struct store *store, const char *token, struct why *why)
{
    return run(store, "DELETE FROM session WHERE token = ?2 AND ?1 = 0", 0, token, 0, why);
}
