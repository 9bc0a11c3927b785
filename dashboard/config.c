#include "dashboard/config.h"
#include "agent/common/uri.h"
#include "agent/common/yaml.h"
#include "dashboard/http/proxies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000LL

struct file_config {
    struct config config;
    struct yaml_node broker, http, store, backup, notify, proxies, embed, uri;
};

static const struct yaml_key file_keys[] = {
    {"broker", YAML_NODE, offsetof(struct file_config, broker)},
    {"http", YAML_NODE, offsetof(struct file_config, http)},
    {"store", YAML_NODE, offsetof(struct file_config, store), .required = true},
    {"backup", YAML_NODE, offsetof(struct file_config, backup)},
    {"notify", YAML_NODE, offsetof(struct file_config, notify)},
    {0},
};

#define CONFIG(member) offsetof(struct file_config, config.member)
static const struct yaml_key broker_keys[] = {
    {"uri", YAML_NODE, offsetof(struct file_config, uri), .required = true},
    {"credential", YAML_TEXT, CONFIG(broker_credential)},
    {"insecure", YAML_BOOL, CONFIG(broker_insecure)},
    {"files", YAML_TEXT, CONFIG(broker_files)},
    {0},
};

static const struct yaml_key http_keys[] = {
    {"listen", YAML_TEXT, CONFIG(http_listen), .hint = "127.0.0.1:8080"},
    {"base", YAML_TEXT, CONFIG(http_base), .hint = "/lampion"},
    {"trusted_proxies", YAML_NODE, offsetof(struct file_config, proxies)},
    {"embed", YAML_NODE, offsetof(struct file_config, embed), .hint = "[https://gare.example]"},
    {0},
};

static const struct yaml_key store_keys[] = {
    {"path", YAML_TEXT, CONFIG(store_path), .required = true},
    {"raw", YAML_DURATION_MS, CONFIG(store_raw_ms), .minimum = DAY_MS, .maximum = 3660 * DAY_MS},
    {"slots", YAML_DURATION_MS, CONFIG(store_slots_ms), .minimum = DAY_MS,
     .maximum = 36600 * DAY_MS},
    {0},
};

static const struct yaml_key backup_keys[] = {
    {"to", YAML_TEXT, CONFIG(backup_to), .required = true},
    {"every", YAML_DURATION_MS, CONFIG(backup_every_ms), .minimum = 60000, .maximum = 366 * DAY_MS},
    {"keep", YAML_INT, CONFIG(backup_keep), .minimum = 1, .maximum = 10000},
    {0},
};
#undef CONFIG

static const char *const languages[] = {
    [LANGUAGE_FR] = "fr", [LANGUAGE_EN] = "en", [LANGUAGE_COUNT] = NULL};
#define NOTIFY(member) offsetof(struct config_notify, member)
static const struct yaml_key notify_keys[] = {
    {"command", YAML_TEXT, NOTIFY(command), .hint = "/usr/local/bin/tell"},
    {"mail", YAML_TEXT, NOTIFY(mail), .hint = "ana@example.org"},
    {"from", YAML_TEXT, NOTIFY(from)},
    {"sendmail", YAML_TEXT, NOTIFY(sendmail), .hint = "/usr/sbin/sendmail"},
    {"language", YAML_CHOICE, NOTIFY(language), .choices = languages},
    {0},
};
#undef NOTIFY

static int read_section(struct yaml_node node, const struct yaml_key *keys,
                        struct file_config *file, struct why *why)
{
    return yaml_is_set(node) ? yaml_map(node, keys, file, why) : 0;
}

static int read_broker(struct file_config *file, struct why *why)
{
    static const struct yaml_key uri_key = {"uri", YAML_TEXT, .hint = "mqtt://127.0.0.1:1883"};
    int error = yaml_map(file->broker, broker_keys, file, why);
    if (!error)
        error = yaml_value(file->uri, &uri_key, &file->config.broker_uri, why);
    struct why reason;
    if (!error && uri_check_broker(file->config.broker_uri, file->config.broker_insecure, &reason))
        error = yaml_refuse(file->uri, why, "%s", reason.text);
    return error;
}

static int read_http(struct file_config *file, struct why *why)
{
    static const struct yaml_key proxy_key = {"trusted_proxies", YAML_TEXT, .hint = "127.0.0.1"};
    struct config *config = &file->config;
    int error = read_section(file->http, http_keys, file, why);
    const char *base = config->http_base;
    if (!error && base && (base[0] != '/' || !base[1] || base[strlen(base) - 1] == '/'))
        error = yaml_refuse(file->http, why, "base: write it like /lampion");
    if (!error && yaml_is_set(file->proxies) && !yaml_is_list(file->proxies))
        error = yaml_refuse(file->proxies, why, "trusted_proxies: a list, [127.0.0.1]");
    config->proxies = calloc(1, sizeof *config->proxies);
    if (!error && !config->proxies)
        error = why_set(why, ENOMEM, "out of memory");
    size_t count = !error && yaml_is_set(file->proxies) ? yaml_count(file->proxies) : 0;
    for (size_t i = 0; !error && i < count; i++) {
        char *text = NULL;
        struct why reason;
        error = yaml_value(yaml_item(file->proxies, i), &proxy_key, &text, why);
        if (!error && proxies_add(config->proxies, text, &reason))
            error = yaml_refuse(file->proxies, why, "%s", reason.text);
        free(text);
    }
    return error;
}

/* An origin, as browsers compare it: nothing that could end the list or begin another. */
static bool is_origin(const char *text)
{
    const char *host = strncmp(text, "https://", 8) == 0  ? text + 8
                       : strncmp(text, "http://", 7) == 0 ? text + 7
                                                          : "";
    return *host && strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:*[]") == strlen(host);
}

static int read_embed(struct file_config *file, struct why *why)
{
    static const struct yaml_key key = {"embed", YAML_TEXT, .hint = "https://gare.example"};
    int error = 0;
    if (!yaml_is_set(file->embed))
        return 0;
    if (!yaml_is_list(file->embed) || yaml_count(file->embed) == 0)
        return yaml_refuse(file->embed, why, "embed: a list of sites, [https://gare.example]");
    for (size_t i = 0; !error && i < yaml_count(file->embed); i++) {
        char *text = NULL, *known = file->config.http_embed, *joined = NULL;
        error = yaml_value(yaml_item(file->embed, i), &key, &text, why);
        if (!error && !is_origin(text))
            error = yaml_refuse(file->embed, why, "embed: %s: write it like https://gare.example",
                                text);
        if (!error && asprintf(&joined, "%s%s%s", known ? known : "", known ? " " : "", text) < 0)
            error = why_set(why, ENOMEM, "out of memory");
        if (!error) {
            free(known);
            file->config.http_embed = joined;
        }
        free(text);
    }
    return error;
}

static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] && !strpbrk(text, " \t\r\n<>,;");
}

static bool is_absent_or_absolute(const char *path)
{
    return !path || path[0] == '/';
}

static int read_way(struct yaml_node node, struct config_notify *way, struct why *why)
{
    *way = (struct config_notify){.language = -1};
    int error = yaml_map(node, notify_keys, way, why);
    if (error)
        return error;
    if (!way->command == !way->mail)
        return yaml_refuse(node, why, "who is to be told? write either command: or mail:");
    if (!is_absent_or_absolute(way->command) || !is_absent_or_absolute(way->sendmail))
        return yaml_refuse(node, why,
                           "a program is named by its whole path, as in /usr/local/bin/tell");
    if (way->mail && !is_address(way->mail))
        return yaml_refuse(node, why, "%s is no mail address: write one, as in ana@example.org",
                           way->mail);
    return 0;
}

static int read_notify(struct file_config *file, struct why *why)
{
    if (!yaml_is_set(file->notify))
        return 0;
    if (!yaml_is_list(file->notify))
        return yaml_refuse(file->notify, why, "notify is a list, as in [{mail: ana@example.org}]");
    size_t count = yaml_count(file->notify);
    file->config.notify = calloc(count + 1, sizeof *file->config.notify);
    if (!file->config.notify)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < count; i++) {
        file->config.notify_count = i + 1;
        int error = read_way(yaml_item(file->notify, i), &file->config.notify[i], why);
        if (error)
            return error;
    }
    return 0;
}

static int read_sections(struct file_config *file, struct yaml_node root, struct why *why)
{
    int error = yaml_map(root, file_keys, file, why);
    if (!error && yaml_is_set(file->broker))
        error = read_broker(file, why);
    if (!error)
        error = read_http(file, why);
    if (!error)
        error = read_embed(file, why);
    if (!error)
        error = read_section(file->store, store_keys, file, why);
    if (!error)
        error = read_section(file->backup, backup_keys, file, why);
    if (!error)
        error = read_notify(file, why);
    return error;
}

/* `name` in the folder of the file `path`, unless it is absolute. Frees `name`. */
static char *beside(const char *path, char *name)
{
    const char *slash = strrchr(path, '/');
    char *joined = NULL;
    if (!name || name[0] == '/' || !slash)
        return name;
    if (asprintf(&joined, "%.*s/%s", (int)(slash - path), path, name) < 0)
        joined = NULL;
    free(name);
    return joined;
}

struct config *config_read(const char *path, struct why *why)
{
    struct yaml_file *yaml = yaml_open(path, why);
    if (!yaml)
        return NULL;
    struct file_config file = {.config = {.store_raw_ms = CONFIG_RAW_MS,
                                          .store_slots_ms = CONFIG_SLOTS_MS,
                                          .backup_every_ms = CONFIG_BACKUP_EVERY_MS,
                                          .backup_keep = CONFIG_BACKUP_KEEP}};
    int error = read_sections(&file, yaml_root(yaml), why);
    yaml_close(yaml);
    struct config *config = malloc(sizeof *config);
    if (config)
        *config = file.config;
    if (error || !config) {
        config_free(config);
        return NULL;
    }
    if (!config->http_listen)
        config->http_listen = strdup("127.0.0.1:8080");
    config->store_path = beside(path, config->store_path);
    config->place_path = beside(path, strdup("place.yaml"));
    config->broker_credential = beside(path, config->broker_credential);
    config->broker_files = config->broker_files ? beside(path, config->broker_files)
                                                : beside(config->store_path, strdup("mosquitto"));
    return config;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    free(config->broker_uri);
    free(config->broker_credential);
    free(config->broker_files);
    free(config->http_listen);
    free(config->http_base);
    free(config->http_embed);
    free(config->proxies);
    free(config->store_path);
    free(config->backup_to);
    for (size_t i = 0; i < config->notify_count; i++) {
        free(config->notify[i].command);
        free(config->notify[i].mail);
        free(config->notify[i].from);
        free(config->notify[i].sendmail);
    }
    free(config->notify);
    free(config->place_path);
    free(config);
}

int config_check_raw(const struct config *config, const char *path, int64_t backlog_ms,
                     struct why *why)
{
    int64_t least_ms = backlog_ms + DAY_MS;
    int64_t days = (least_ms + DAY_MS - 1) / DAY_MS;
    if (config->store_raw_ms < 2 * DAY_MS)
        return why_set(why, EINVAL,
                       "%s: store.raw: raw events must be kept at least 2d: what a board brings "
                       "later is counted as too late and lost to the figures; write raw: %lldd",
                       path, (long long)(days > 8 ? days : 8));
    if (config->store_raw_ms < least_ms)
        return why_set(why, EINVAL,
                       "%s: store.raw: a board brought events that were %lld h old, so raw events "
                       "must be kept a day longer than that, or the next such backlog comes too "
                       "late; write raw: %lldd or more",
                       path, (long long)(backlog_ms / 3600000), (long long)days);
    return 0;
}
