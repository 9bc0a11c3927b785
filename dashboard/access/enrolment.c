#include "dashboard/access/enrolment.h"
#include "agent/common/credential.h"
#include "agent/common/file.h"
#include "agent/common/time.h"
#include "agent/common/uri.h"
#include "dashboard/access/broker_files.h"

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
#define SYSTEM "system"
#define PASSWORD_BYTES 20

struct enrolment {
    struct enrolment_config config;
    char *folder, *roll_path;
    int lock;
    struct authority *authority;
    struct roll roll;
};

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

/* The roll, then the list that the broker reads. */
static int save(struct enrolment *self, struct why *why)
{
    int error = roll_write(&self->roll, self->roll_path, why);
    char *list = error ? NULL : make_list(self, why);
    if (!list)
        return error ? error : -EIO;
    struct why ignored;
    error = broker_files_revoke(self->config.broker_folder, list, &ignored);
    free(list);
    return error && error != -ENOENT ? why_set(why, -error, "%s", ignored.text) : 0;
}

static int64_t end_of(const struct enrolment *self)
{
    return self->config.now_ms + self->config.days * DAY_MS;
}

/* ---- clients ---- */

/* mqtts://HOST:PORT of the newest broker in the roll, "HOST HOST…:PORT". */
static int own_broker(const struct enrolment *self, char uri[300], struct why *why)
{
    const struct roll_row *row = roll_find(&self->roll, ROLL_BROKER, NULL);
    const char *port = row ? strrchr(row->name, ':') : NULL;
    if (!port)
        return why_set(why, ENOENT,
                       "no broker yet: first lampion enroll --broker HOST, or name one that others "
                       "run: --uri mqtts://HOST:8883 --print");
    int length = (int)strcspn(row->name, " ");
    if (length > port - row->name)
        length = (int)(port - row->name);
    bool v6 = memchr(row->name, ':', (size_t)length) != NULL;
    snprintf(uri, 300, "mqtts://%s%.*s%s%s", v6 ? "[" : "", length, row->name, v6 ? "]" : "", port);
    return 0;
}

/* Who vouches for the broker: PEM, "" for the system's authorities. malloc'ed. */
static char *vouchers(const struct enrolment *self, const struct enrolment_request *request,
                      struct why *why)
{
    if (!request->broker_ca)
        return strdup(authority_certificate(self->authority));
    if (!strcmp(request->broker_ca, SYSTEM))
        return strdup("");
    char *pem = file_read(request->broker_ca, CREDENTIAL_FILE_MAX / 2, why);
    if (!pem || (!strstr(pem, "PRIVATE KEY") && strstr(pem, "-----BEGIN CERTIFICATE-----")))
        return pem;
    why_set(why, EINVAL, "%s: expected the certificate of the broker's authority, PEM, and no key",
            request->broker_ca);
    file_forget(pem);
    return NULL;
}

static int begin_head(const struct enrolment *self, const struct enrolment_request *request,
                      struct credential *head, struct why *why)
{
    const char *agent = request->agent ? request->agent : CREDENTIAL_COLLECTOR;
    *head = (struct credential){.until_ms = end_of(self)};
    snprintf(head->place, sizeof head->place, "%s", self->config.place);
    snprintf(head->agent, sizeof head->agent, "%s", agent);
    snprintf(head->user, sizeof head->user, "%s", agent);
    if (request->elsewhere)
        credential_user_elsewhere(head->user, self->config.place, agent);
    if (!request->uri)
        return own_broker(self, head->broker, why);
    snprintf(head->broker, sizeof head->broker, "%s", request->uri);
    return strlen(request->uri) < sizeof head->broker ? uri_check_broker(request->uri, true, why)
                                                      : why_set(why, EINVAL, "too long an address");
}

static int draw_password(struct credential *head, struct enrolment_result *result, struct why *why)
{
    head->until_ms = TIME_NEVER;
    if (authority_random(head->password, PASSWORD_BYTES))
        return why_set(why, EIO, "no randomness");
    result->password_line = authority_password_line(head->user, head->password, why);
    return result->password_line ? 0 : -EIO;
}

static int draw_certificate(struct enrolment *self, const struct credential *head,
                            struct issued *issued, struct enrolment_result *result, struct why *why)
{
    const struct authority_request request = {
        .agent = head->agent, .user = head->user, .until_ms = head->until_ms};
    int error = authority_issue(self->authority, &request, issued, why);
    if (error)
        return error;
    result->certificate = strdup(issued->certificate);
    return result->certificate ? 0 : why_set(why, ENOMEM, "out of memory");
}

static int enter(struct enrolment *self, const struct credential *head, const char *serial,
                 struct why *why)
{
    bool agent = strcmp(head->agent, CREDENTIAL_COLLECTOR);
    struct roll_row row = {.kind = agent ? ROLL_AGENT : ROLL_COLLECTOR,
                           .issued_ms = self->config.now_ms,
                           .until_ms = head->until_ms};
    snprintf(row.serial, sizeof row.serial, "%s", serial);
    snprintf(row.name, sizeof row.name, "%s", head->agent);
    snprintf(row.user, sizeof row.user, "%s", head->user);
    if (roll_add(&self->roll, &row))
        return why_set(why, ENOMEM, "out of memory");
    return save(self, why);
}

static int write_credential(const char *path, const struct credential *head,
                            const struct issued *issued, const char *vouchers, struct why *why)
{
    char *pem = NULL;
    if (asprintf(&pem, "%s%s%s", issued->certificate ? issued->certificate : "", vouchers,
                 issued->key ? issued->key : "") < 0)
        return why_set(why, ENOMEM, "out of memory");
    char *text = credential_format(head, pem);
    struct credential check;
    int error =
        text ? credential_parse(&check, path, text, why) : why_set(why, ENOMEM, "out of memory");
    if (!error)
        error = file_write(path, text, 0600, why);
    credential_clear(&check);
    file_forget(text);
    file_forget(pem);
    return error;
}

/* Into the roll, into the file, and only then is the former one taken back: a folder that cannot
 * be written must not cost an agent the credential it has. */
static int hand_out(struct enrolment *self, const char *path, const struct credential *head,
                    const struct issued *issued, const char *vouchers, size_t *revoked,
                    struct why *why)
{
    struct why ignored;
    int error = enter(self, head, issued->serial, why);
    if (error)
        return error;
    struct roll_row *row = &self->roll.rows[self->roll.count - 1];
    error = write_credential(path, head, issued, vouchers, why);
    if (error) {
        row->revoked_ms = self->config.now_ms;
        save(self, &ignored);
        return error;
    }
    *revoked = roll_revoke(&self->roll, row->kind, row->name, row, self->config.now_ms);
    return *revoked ? save(self, why) : 0;
}

static int enroll(struct enrolment *self, const struct enrolment_request *request,
                  struct credential *head, struct enrolment_result *result, struct why *why)
{
    struct issued issued = {.key = NULL};
    char *authorities = vouchers(self, request, why);
    if (!authorities)
        return -EINVAL;
    int error = begin_head(self, request, head, why);
    if (!error)
        error = request->password ? draw_password(head, result, why)
                                  : draw_certificate(self, head, &issued, result, why);
    if (!error)
        error = hand_out(self, request->file, head, &issued, authorities, &result->revoked, why);
    issued_clear(&issued);
    free(authorities);
    return error;
}

int enrolment_client(struct enrolment *self, const struct enrolment_request *request,
                     struct enrolment_result *result, struct why *why)
{
    struct credential head;
    *result = (struct enrolment_result){.revoked = 0};
    int error = enroll(self, request, &head, result, why);
    if (error) {
        enrolment_result_clear(result);
    } else {
        memcpy(result->user, head.user, sizeof result->user);
        memcpy(result->broker, head.broker, sizeof result->broker);
        result->until_ms = head.until_ms;
    }
    credential_clear(&head);
    return error;
}

void enrolment_result_clear(struct enrolment_result *result)
{
    free(result->certificate);
    free(result->password_line);
    *result = (struct enrolment_result){.revoked = 0};
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
        .kind = ROLL_BROKER, .issued_ms = self->config.now_ms, .until_ms = end_of(self)};
    snprintf(row.serial, sizeof row.serial, "%s", serial);
    snprintf(row.name, sizeof row.name, "%s:%d", hosts, port);
    for (char *comma = row.name; (comma = strchr(comma, ','));)
        *comma = ' ';
    roll_revoke(&self->roll, ROLL_BROKER, NULL, NULL, self->config.now_ms);
    if (roll_add(&self->roll, &row))
        return why_set(why, ENOMEM, "out of memory");
    return save(self, why);
}

int enrolment_broker(struct enrolment *self, const char *hosts, const char *address, int port,
                     struct why *why)
{
    const struct authority_request request = {.hosts = hosts, .until_ms = end_of(self)};
    struct issued issued;
    int error = check_hosts(hosts, why);
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
    return save(self, why);
}
