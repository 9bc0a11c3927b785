#include "tests/access/gate.h"

#include "tests/support/fetch.h"
#include "tests/support/ports.h"
#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_MS 15000
#define TEXT_MAX 65536

static const char *path_in(const struct gate *self, const char *name)
{
    static char paths[8][256];
    static int turn;
    char *path = paths[turn++ % 8];
    snprintf(path, 256, "%s/%s", self->folder, name);
    return path;
}

static void write_file(const struct gate *self, const char *name, const char *format, ...)
{
    FILE *file = fopen(path_in(self, name), "we");
    va_list arguments;
    va_start(arguments, format);
    assert_non_null(file);
    vfprintf(file, format, arguments);
    va_end(arguments);
    assert_int_equal(fclose(file), 0);
}

static const char *read_file(const char *path)
{
    static char text[TEXT_MAX];
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

void gate_open(struct gate *self)
{
    *self = (struct gate){.folder = "/tmp/lampion-gate-XXXXXX", .broker_port = port_free()};
    assert_non_null(mkdtemp(self->folder));
    chmod(self->folder, 0711); /* mosquitto, no longer root, goes through it to its own */
    write_file(self, "place.yaml",
               "place: {id: gate, name: Gate, timezone: Europe/Paris}\n"
               "zones:\n  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, "
               "sensor: desks/s1}]}\n");
    write_file(self, "lampion.yaml",
               "broker: {uri: \"mqtts://127.0.0.1:%d\", credential: collector.credential}\n"
               "http: {listen: \"127.0.0.1:0\"}\nstore: {path: history.db}\n",
               self->broker_port);
    write_file(self, "seat.csv", "t,line,level\n0,a,0\n");
}

void gate_close(struct gate *self)
{
    process_kill(&self->raw);
    for (int i = 0; i < self->agent_count; i++)
        process_stop(&self->agents[i]);
    process_stop(&self->collector);
    process_stop(&self->broker);
    shell("rm -rf %s", self->folder);
}

/* ---- commands ---- */

int gate_shell(struct gate *self, const char *line)
{
    return shell("cd %s && (%s) >said-%d.log 2>&1", self->folder, line, ++self->said);
}

int gate_lampion(struct gate *self, const char *arguments)
{
    char line[512];
    snprintf(line, sizeof line, "%s %s --config lampion.yaml", LAMPION, arguments);
    return gate_shell(self, line);
}

const char *gate_said(const struct gate *self)
{
    char name[32];
    snprintf(name, sizeof name, "said-%d.log", self->said);
    return read_file(path_in(self, name));
}

static void must(struct gate *self, const char *arguments)
{
    if (gate_lampion(self, arguments))
        fail_msg("lampion %s: %s", arguments, gate_said(self));
}

void gate_enroll(struct gate *self, const char *hosts, const char *agents)
{
    char line[512], names[128], *rest = names;
    snprintf(line, sizeof line, "enroll --broker %s --listen 127.0.0.1:%d", hosts,
             self->broker_port);
    must(self, line);
    must(self, "enroll --collector -o collector.credential");
    snprintf(names, sizeof names, "%s", agents);
    for (char *name; (name = strsep(&rest, " "));) {
        snprintf(line, sizeof line, "enroll %s -o %s.credential", name, name);
        must(self, line);
    }
}

/* ---- programs ---- */

void gate_broker(struct gate *self, const char *configuration)
{
    process_start(
        &self->broker, path_in(self, "broker.log"),
        (const char *[]){"/usr/sbin/mosquitto", "-c", path_in(self, configuration), NULL});
    for (int64_t end_ms = until_ms(PATIENCE_MS); !port_is_open(self->broker_port); usleep(5000))
        if (until_over(end_ms)) {
            process_show(&self->broker);
            fail_msg("mosquitto does not listen");
        }
}

void gate_serve(struct gate *self)
{
    char port[16];
    process_start(
        &self->collector, path_in(self, "collector.log"),
        (const char *[]){LAMPION, "serve", "--config", path_in(self, "lampion.yaml"), NULL});
    if (!process_said(&self->collector, "on http://127.0.0.1:", "/", port, sizeof port,
                      PATIENCE_MS)) {
        process_show(&self->collector);
        fail_msg("the collector does not say where it listens");
    }
    self->port = atoi(port);
}

int gate_agent(struct gate *self, const char *name, const char *credential)
{
    int agent = self->agent_count++;
    char file[64];
    assert_true(agent < GATE_AGENTS_MAX);
    snprintf(file, sizeof file, "%s.yaml", name);
    write_file(self, file,
               "place: gate\nagent: %s\nbroker: {uri: \"mqtts://127.0.0.1:%d\"%s%s}\n"
               "lines: {source: trace, file: seat.csv}\n"
               "sensors:\n  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: "
               "0ms, confirm: 0s}\n",
               name, self->broker_port, *credential ? ", credential: " : "", credential);
    char log[64];
    snprintf(log, sizeof log, "agent-%d.log", agent);
    process_start(&self->agents[agent], path_in(self, log),
                  (const char *[]){LAMPION_AGENT, "run", "--config", path_in(self, file), NULL});
    return agent;
}

/* ---- what came of it ---- */

void gate_expect(struct gate *self, const char *path, const char *text)
{
    for (int64_t end_ms = until_ms(PATIENCE_MS);; usleep(20000)) {
        struct fetched fetched = fetch(self->port, path ? path : "/api/v1/place");
        bool found = fetched.body && strstr(fetched.body, text);
        if (!found && until_over(end_ms)) {
            process_show(&self->broker);
            process_show(&self->collector);
            for (int i = 0; i < self->agent_count; i++)
                process_show(&self->agents[i]);
            fail_msg("no %s in: %s", text, fetched.body);
        }
        fetched_clear(&fetched);
        if (found)
            return;
    }
}

void gate_expect_log(struct process *process, const char *text)
{
    char rest[8];
    if (process_said(process, text, "", rest, sizeof rest, PATIENCE_MS))
        return;
    process_show(process);
    fail_msg("it never said: %s", text);
}

int64_t gate_sql(const struct gate *self, const char *statement)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open_v2(path_in(self, "history.db"), &db, SQLITE_OPEN_READWRITE, NULL),
                     0);
    if (sqlite3_prepare_v2(db, statement, -1, &query, NULL))
        fail_msg("%s: %s", statement, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    return value;
}

/* ---- raw clients ---- */

#define AS                                                                                         \
    "-h 127.0.0.1 -p %d --cafile mosquitto/authority.pem --cert %s.credential --key %s.credential"

int gate_publish(struct gate *self, const char *name, const char *topic, const char *options)
{
    char line[1024];
    snprintf(line, sizeof line, "mosquitto_pub " AS " -q 1 -t '%s' -m x %s", self->broker_port,
             name, name, topic, options);
    return gate_shell(self, line);
}

void gate_listen(struct gate *self, const char *name)
{
    char line[1024], log[32];
    snprintf(log, sizeof log, "raw-%d.log", ++self->said);
    snprintf(line, sizeof line,
             "cd %s && exec stdbuf -oL mosquitto_sub -d " AS
             " -q 1 -t 'lampion/#' -t '$SYS/#' -C 1 -F 'heard %%t.'",
             self->folder, self->broker_port, name, name);
    process_start(&self->raw, path_in(self, log), (const char *[]){"sh", "-c", line, NULL});
    gate_expect_log(&self->raw, "Subscribed (mid");
}

const char *gate_heard(struct gate *self)
{
    static char topic[256];
    if (!process_said(&self->raw, "heard ", ".", topic, sizeof topic, PATIENCE_MS))
        process_show(&self->raw);
    else
        process_wait(&self->raw, PATIENCE_MS);
    process_kill(&self->raw);
    return topic;
}
