#include "dashboard/access/broker_files.h"
#include "dashboard/access/enrolment_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_MS 86400000LL
/* Before this our certificates would be over before they are carried to a board. */
#define SANE_MS 1704067200000LL /* 2024-01-01 */

/* ---- opening ---- */

static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    char *joined = NULL;
    int length = slash ? (int)(slash - path) : 1;
    if (asprintf(&joined, "%.*s/%s", length, slash ? path : ".", name) < 0)
        return NULL;
    return joined;
}

char *enrolment_roll_path(const char *store_path)
{
    return beside(store_path, "enrolled.csv");
}

static int lock_folder(struct enrolment *self, struct why *why)
{
    if (mkdir(self->folder, 0700) < 0 && errno != EEXIST)
        return why_set(why, errno, "%s: cannot be made: %s", self->folder, strerror(errno));
    self->lock = open(self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat info;
    if (self->lock < 0 || fstat(self->lock, &info) < 0)
        return why_set(why, errno, "%s: %s", self->folder, strerror(errno));
    if (info.st_mode & 077)
        return why_set(why, EACCES,
                       "%s: the key of the authority lies there, and others may read it; chmod 700 "
                       "%s",
                       self->folder, self->folder);
    if (flock(self->lock, LOCK_EX | LOCK_NB) < 0)
        return why_set(why, EBUSY, "%s: somebody else is enrolling; try again", self->folder);
    return 0;
}

static int open_parts(struct enrolment *self, struct why *why)
{
    if (!self->folder || !self->roll_path)
        return why_set(why, ENOMEM, "out of memory");
    if (self->config.now_ms < SANE_MS)
        return why_set(why, EINVAL,
                       "the clock of this machine is years behind: set it first, or what is made "
                       "now ends before it begins");
    int error = lock_folder(self, why);
    if (!error)
        error = roll_read(&self->roll, self->roll_path, why);
    if (error)
        return error;
    self->authority = authority_open(self->folder, self->config.place, self->config.now_ms, why);
    return self->authority ? 0 : -EIO;
}

struct enrolment *enrolment_open(const struct enrolment_config *config, struct why *why)
{
    struct enrolment *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->config = *config;
    self->lock = -1;
    self->folder = beside(config->store_path, "ca");
    self->roll_path = enrolment_roll_path(config->store_path);
    if (open_parts(self, why) == 0)
        return self;
    enrolment_close(self);
    return NULL;
}

void enrolment_close(struct enrolment *self)
{
    if (!self)
        return;
    authority_close(self->authority);
    roll_clear(&self->roll);
    if (self->lock >= 0)
        close(self->lock);
    free(self->folder);
    free(self->roll_path);
    free(self);
}

const char *enrolment_authority(const struct enrolment *self)
{
    return authority_certificate(self->authority);
}

bool enrolment_has_broker(const struct enrolment *self)
{
    return roll_find(&self->roll, ROLL_BROKER, NULL) != NULL;
}

/* ---- the list of what is revoked ---- */

static char *make_list(struct enrolment *self, struct why *why)
{
    const struct roll *roll = &self->roll;
    char(*serials)[AUTHORITY_SERIAL_MAX] = calloc(roll->count + 1, sizeof *serials);
    int64_t *revoked_ms = calloc(roll->count + 1, sizeof *revoked_ms);
    char *text = NULL;
    size_t count = 0;
    for (size_t i = 0; serials && revoked_ms && i < roll->count; i++)
        if (roll->rows[i].revoked_ms && roll->rows[i].serial[0]) {
            strcpy(serials[count], roll->rows[i].serial);
            revoked_ms[count++] = roll->rows[i].revoked_ms;
        }
    if (serials && revoked_ms)
        text = authority_list(self->authority, (const char(*)[AUTHORITY_SERIAL_MAX])serials,
                              revoked_ms, count, (long)count, why);
    else
        why_set(why, ENOMEM, "out of memory");
    free(serials);
    free(revoked_ms);
    return text;
}

int enrolment_save(struct enrolment *self, struct why *why)
{
    int error = roll_write(&self->roll, self->roll_path, why);
    char *list = error ? NULL : make_list(self, why);
    if (!list)
        return error ? error : -EIO;
    if (enrolment_has_broker(self))
        error = broker_files_revoke(self->config.broker_folder, list, why);
    free(list);
    return error;
}

int64_t enrolment_end(const struct enrolment *self)
{
    return self->config.now_ms + self->config.days * DAY_MS;
}

/* ---- the broker ---- */

static int check_hosts(const char *hosts, struct why *why)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.:-,";
    size_t length = strlen(hosts);
    if (!length || length > 400 || strspn(hosts, allowed) != length || hosts[0] == ',' ||
        hosts[length - 1] == ',' || strstr(hosts, ",,"))
        return why_set(why, EINVAL,
                       "%.100s: expected the names and addresses that boards call the broker by, "
                       "as desk.local,192.168.1.5 (small letters)",
                       hosts);
    return 0;
}

static int enter_broker(struct enrolment *self, const char *hosts, int port, const char *serial,
                        struct why *why)
{
    struct roll_row row = {
        .kind = ROLL_BROKER, .issued_ms = self->config.now_ms, .until_ms = enrolment_end(self)};
    snprintf(row.serial, sizeof row.serial, "%s", serial);
    snprintf(row.name, sizeof row.name, "%s:%d", hosts, port);
    for (char *comma = row.name; (comma = strchr(comma, ','));)
        *comma = ' ';
    roll_revoke(&self->roll, ROLL_BROKER, NULL, NULL, self->config.now_ms);
    if (roll_add(&self->roll, &row))
        return why_set(why, ENOMEM, "out of memory");
    return roll_write(&self->roll, self->roll_path, why);
}

int enrolment_broker(struct enrolment *self, const char *hosts, const char *address, int port,
                     struct why *why)
{
    char names[ROLL_NAME_MAX];
    const struct authority_request request = {.hosts = names, .until_ms = enrolment_end(self)};
    struct issued issued;
    int error = check_hosts(hosts, why);
    snprintf(names, sizeof names, "%s,localhost", hosts); /* for the collector beside it */
    if (!error)
        error = authority_issue(self->authority, &request, &issued, why);
    if (error)
        return error;
    error = enter_broker(self, hosts, port, issued.serial, why);
    char *list = error ? NULL : make_list(self, why);
    const struct broker_files files = {.folder = self->config.broker_folder,
                                       .place = self->config.place,
                                       .address = address,
                                       .port = port,
                                       .topics = self->config.topics,
                                       .certificate = issued.certificate,
                                       .key = issued.key,
                                       .authority = authority_certificate(self->authority),
                                       .revoked = list};
    if (!error)
        error = list ? broker_files_write(&files, why) : -EIO;
    free(list);
    issued_clear(&issued);
    return error;
}

int enrolment_revoke(struct enrolment *self, const char *agent, size_t *count, struct why *why)
{
    *count = roll_revoke(&self->roll, ROLL_AGENT, agent, NULL, self->config.now_ms);
    if (!*count)
        return why_set(why, ENOENT, "%s holds no credential of this place", agent);
    return enrolment_save(self, why);
}
