#include "tests/system/town.h"
#include "tests/support/fetch.h"
#include "tests/support/until.h"

#include "tests/unit/test.h"
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static const char *path_in(const struct town *self, const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", self->folder, name);
    return path;
}

static void write_file(const struct town *self, const char *name, const char *format, ...)
{
    char path[256];
    FILE *file = fopen(path_in(self, name, path), "we");
    va_list arguments;
    va_start(arguments, format);
    assert_non_null(file);
    vfprintf(file, format, arguments);
    va_end(arguments);
    fclose(file);
}

void town_open(struct town *self, double speed, const char *place)
{
    struct timespec now;
    *self = (struct town){.folder = "/tmp/lampion-town.XXXXXX"};
    assert_non_null(mkdtemp(self->folder));
    clock_gettime(CLOCK_REALTIME, &now);
    if (speed > TOWN_REAL_TIME)
        snprintf(self->clock, sizeof self->clock, "%lld,%lld,%g", (long long)real_ms(),
                 (long long)now.tv_sec * 1000, speed);
    self->broker = broker_new(0);
    assert_non_null(self->broker);
    assert_int_equal(broker_start(self->broker), 0);
    self->broker_port = broker_port(self->broker);
    write_file(self, "place.yaml", "%s", place);
    write_file(self, "lampion.yaml",
               "broker: {uri: \"mqtt://127.0.0.1:%d\"}\nhttp: {listen: \"127.0.0.1:0\"}\n"
               "store: {path: history.db, raw: 3660d}\n",
               self->broker_port);
}

void town_close(struct town *self)
{
    for (int i = 0; i < self->agent_count; i++)
        process_stop(&self->agents[i].process);
    process_stop(&self->collector);
    broker_free(self->broker);
    shell("rm -rf %s", self->folder);
}

/* The argument that tells a program of the simulated clock, or the end of its arguments. */
static const char *clock_option(const struct town *self)
{
    return *self->clock ? "--clock" : NULL;
}

void town_count(const struct town *self, const char *zone, int64_t people)
{
    assert_int_equal(shell("%s count --config %s/lampion.yaml %s %s %s %lld >%s/count.log 2>&1",
                           LAMPION, self->folder, *self->clock ? "--clock" : "", self->clock, zone,
                           (long long)people, self->folder),
                     0);
}

const char *town_program(void)
{
    return LAMPION;
}

void town_serve(struct town *self)
{
    char path[256], log[256], port[16];
    unlink(path_in(self, "collector.log", log));
    process_start(&self->collector, log,
                  (const char *[]){LAMPION, "serve", "--config",
                                   path_in(self, "lampion.yaml", path), clock_option(self),
                                   self->clock, NULL});
    if (!process_said(&self->collector, "on http://127.0.0.1:", "/", port, sizeof port, 10000)) {
        process_show(&self->collector);
        fail_msg("the collector does not say where it listens");
    }
    self->port = atoi(port);
}

void town_agent_start(struct town *self, int agent)
{
    char name[64], path[256], log[256];
    snprintf(name, sizeof name, "%s.log", self->agents[agent].name);
    path_in(self, name, log);
    snprintf(name, sizeof name, "%s.yaml", self->agents[agent].name);
    process_start(&self->agents[agent].process, log,
                  (const char *[]){LAMPION_AGENT, "run", "--config", path_in(self, name, path),
                                   clock_option(self), self->clock, NULL});
}

int town_agent_on(struct town *self, const char *name, const char *lines, const char *sensors)
{
    char file[64];
    int agent = self->agent_count++;
    assert_true(agent < TOWN_AGENTS_MAX);
    snprintf(self->agents[agent].name, sizeof self->agents[agent].name, "%s", name);
    snprintf(file, sizeof file, "%s.yaml", name);
    write_file(self, file,
               "place: town\nagent: %s\nbroker: {uri: \"mqtt://127.0.0.1:%d\"}\n"
               "lines: %s\nsensors:\n%s",
               name, self->broker_port, lines, sensors);
    return agent;
}

int town_agent(struct town *self, const char *name, const char *sensors, const char *trace)
{
    char file[64], lines[96];
    snprintf(file, sizeof file, "%s.csv", name);
    write_file(self, file, "t,line,level\n%s", trace);
    snprintf(lines, sizeof lines, "{source: trace, file: %s.csv}", name);
    int agent = town_agent_on(self, name, lines, sensors);
    town_agent_start(self, agent);
    return agent;
}

int town_check(const struct town *self, int agent, char *text, size_t size)
{
    char path[256];
    int code = shell("%s check --config %s/%s.yaml >%s/check.log 2>&1", LAMPION_AGENT, self->folder,
                     self->agents[agent].name, self->folder);
    FILE *file = fopen(path_in(self, "check.log", path), "re");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = 0;
    fclose(file);
    return code;
}

static json_t *get_json(const struct town *self, const char *path)
{
    struct fetched fetched = fetch(self->port, path);
    json_t *root = fetched.body ? json_loads(fetched.body, 0, NULL) : NULL;
    fetched_clear(&fetched);
    return root;
}

json_t *town_place(const struct town *self)
{
    return get_json(self, "/api/v1/place");
}

json_t *town_health(const struct town *self)
{
    return get_json(self, "/healthz");
}

/* "zones.0.free" → the text of that value. */
void town_value(json_t *root, const char *path, char *text, size_t size)
{
    char names[128], *rest = names;
    json_t *at = root;
    snprintf(names, sizeof names, "%s", path);
    for (char *name; at && (name = strsep(&rest, "."));)
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(name)) : json_object_get(at, name);
    if (!at)
        snprintf(text, size, "(nothing)");
    else if (json_is_string(at))
        snprintf(text, size, "%s", json_string_value(at));
    else {
        char *dump = json_dumps(at, JSON_ENCODE_ANY | JSON_COMPACT);
        snprintf(text, size, "%s", dump);
        free(dump);
    }
}

void town_show(const struct town *self)
{
    process_show(&self->collector);
    for (int i = 0; i < self->agent_count; i++)
        process_show(&self->agents[i].process);
}

static void expect(struct town *self, const char *address, const char *path, const char *expected,
                   int ms)
{
    char text[256] = "(no answer)";
    for (int64_t end_ms = until_ms(ms);; usleep(20000)) {
        json_t *root = get_json(self, address);
        town_value(root, path, text, sizeof text);
        json_decref(root);
        if (!strcmp(text, expected))
            return;
        if (until_over(end_ms))
            break;
    }
    town_show(self);
    fail_msg("%s of %s is %s, expected %s within %d ms", path, address, text, expected, ms);
}

void town_expect(struct town *self, const char *path, const char *expected, int ms)
{
    expect(self, "/api/v1/place", path, expected, ms);
}

void town_expect_health(struct town *self, const char *path, const char *expected, int ms)
{
    expect(self, "/healthz", path, expected, ms);
}

void town_publish(const struct town *self, const char *topic, const char *payload, size_t length)
{
    char path[256];
    FILE *file = fopen(path_in(self, "payload", path), "we");
    fwrite(payload, 1, length, file);
    fclose(file);
    assert_int_equal(
        shell("mosquitto_pub -p %d -q 1 -t '%s' -f %s", self->broker_port, topic, path), 0);
}

static int first_number(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    *(int64_t *)context = values[0] ? strtoll(values[0], NULL, 10) : 0;
    return 0;
}

int64_t town_sql(const struct town *self, const char *statement)
{
    int64_t value = INT64_MIN;
    town_rows(self, statement, first_number, &value);
    if (value == INT64_MIN)
        fail_msg("no row for %s", statement);
    return value;
}

void town_rows(const struct town *self, const char *statement,
               int (*row)(void *context, int columns, char **values, char **names), void *context)
{
    char path[256], *error = NULL;
    sqlite3 *db;
    assert_int_equal(
        sqlite3_open_v2(path_in(self, "history.db", path), &db, SQLITE_OPEN_READWRITE, NULL), 0);
    if (sqlite3_exec(db, statement, row, context, &error))
        fail_msg("%s: %s", statement, error);
    sqlite3_close(db);
}
