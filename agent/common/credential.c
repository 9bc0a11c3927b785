#include "agent/common/credential.h"

#include "agent/common/certificate.h"
#include "agent/common/file.h"
#include "agent/common/time.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST_LINE "# Lampion credential 1\n"
#define BEGIN "-----BEGIN "

void credential_user_elsewhere(char user[CREDENTIAL_USER_MAX], const char *place, const char *agent)
{
    bool collector = !strcmp(agent, CREDENTIAL_COLLECTOR);
    snprintf(user, CREDENTIAL_USER_MAX, "lampion-%s-%s", place, collector ? "-collector" : agent);
}

char *credential_format(const struct credential *head, const char *pem)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    bool collector = !strcmp(head->agent, CREDENTIAL_COLLECTOR);
    fprintf(out,
            FIRST_LINE "# Secret: who holds this file speaks as %s. It is carried to %s by hand; "
                       "no copy stays.\n",
            collector ? "the collector" : head->agent, collector ? "its machine" : "its board");
    fprintf(out, "# place: %s\n# agent: %s\n# user: %s\n", head->place, head->agent, head->user);
    if (head->broker[0])
        fprintf(out, "# broker: %s\n", head->broker);
    if (head->password[0])
        fprintf(out, "# password: %s\n", head->password);
    fputs(pem, out);
    if (fclose(out) == 0)
        return text;
    file_forget(text);
    return NULL;
}

/* The value of "# name: value" in the head. 0; -ENOENT; -EINVAL when it is too long. */
static int take_head(const char *text, const char *name, char *value, size_t size)
{
    const char *end = strstr(text, BEGIN);
    size_t length = strlen(name);
    for (const char *line = text; line && *line && line != end;) {
        const char *next = strchr(line, '\n');
        if (!strncmp(line, "# ", 2) && !strncmp(line + 2, name, length) &&
            !strncmp(line + 2 + length, ": ", 2)) {
            line += 4 + length;
            size_t count = strcspn(line, "\r\n");
            if (count >= size)
                return -EINVAL;
            memcpy(value, line, count);
            value[count] = '\0';
            return 0;
        }
        line = next ? next + 1 : NULL;
    }
    value[0] = '\0';
    return -ENOENT;
}

static bool agent_is_valid(const char *agent)
{
    return id_is_valid(agent) || !strcmp(agent, CREDENTIAL_COLLECTOR);
}

static int read_head(struct credential *self, const char *text, struct why *why)
{
    if (strncmp(text, FIRST_LINE, strlen(FIRST_LINE)))
        return why_set(why, EINVAL, "no credential: expected the file that lampion enroll wrote");
    if (take_head(text, "place", self->place, sizeof self->place) < 0 ||
        !id_is_valid(self->place) ||
        take_head(text, "agent", self->agent, sizeof self->agent) < 0 ||
        !agent_is_valid(self->agent) ||
        take_head(text, "user", self->user, sizeof self->user) < 0 || !self->user[0] ||
        take_head(text, "broker", self->broker, sizeof self->broker) == -EINVAL ||
        take_head(text, "password", self->password, sizeof self->password) == -EINVAL)
        return why_set(why, EINVAL, "its head is damaged; enroll again");
    return 0;
}

static int read_certificate(struct credential *self, const char *text, struct why *why)
{
    struct certificate_facts facts;
    struct why reason;
    if (certificate_read(text, &facts, &reason) < 0)
        return why_set(why, EINVAL, "%s; copy the whole file again, or enroll again", reason.text);
    if (strcmp(facts.place, self->place) || strcmp(facts.agent, self->agent) ||
        strcmp(facts.user, self->user))
        return why_set(why, EINVAL,
                       "its head says %s/%s (%s), its certificate %s/%s (%s); enroll again",
                       self->place, self->agent, self->user, facts.place, facts.agent, facts.user);
    self->until_ms = facts.until_ms;
    return 0;
}

static int read_text(struct credential *self, const char *text, struct why *why)
{
    self->until_ms = TIME_NEVER;
    if (read_head(self, text, why) < 0)
        return -EINVAL;
    int certificates = certificate_count(text, why);
    if (certificates < 0)
        return -EINVAL;
    self->has_authority = certificates > (self->password[0] ? 0 : 1);
    return self->password[0] ? 0 : read_certificate(self, text, why);
}

int credential_parse(struct credential *self, const char *name, const char *text, struct why *why)
{
    struct why reason;
    *self = (struct credential){.until_ms = 0};
    snprintf(self->path, sizeof self->path, "%s", name);
    if (read_text(self, text, &reason) == 0)
        return 0;
    credential_clear(self);
    return why_set(why, EINVAL, "%s: %s", name, reason.text);
}

/* systemd hands secrets over as copies that the service's user can read (LoadCredential=). */
static const char *find_file(const char *path, char copy[512])
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY"), *slash = strrchr(path, '/');
    struct stat info;
    if (!folder || snprintf(copy, 512, "%s/%s", folder, slash ? slash + 1 : path) >= 512 ||
        stat(copy, &info) < 0)
        return path;
    return copy;
}

static int check_mode(const char *path, struct why *why)
{
    struct stat info;
    if (stat(path, &info) < 0 || !(info.st_mode & 07))
        return 0;
    return why_set(why, EACCES, "%s: everybody on this machine may read it; chmod 600 %s", path,
                   path);
}

int credential_read(struct credential *self, const char *path, struct why *why)
{
    char copy[512];
    const char *found = find_file(path, copy);
    char *text = file_read(found, CREDENTIAL_FILE_MAX, why);
    int error = text ? 0 : -errno;
    /* Where there is none, the units let an empty one be seen. */
    if (error == -ENOENT || (text && !text[strspn(text, " \r\n")]))
        error = why_set(why, ENOENT,
                        "%s: there is no credential; write one with lampion enroll at the desk, "
                        "and put it there with lampion-agent enroll FILE",
                        path);
    else if (text && strlen(found) >= sizeof self->path)
        error = why_set(why, ENAMETOOLONG, "%.80s…: too long a path", found);
    if (!error)
        error = check_mode(found, why);
    if (!error)
        error = credential_parse(self, found, text, why);
    file_forget(text);
    return error;
}

void credential_clear(struct credential *self)
{
    explicit_bzero(self, sizeof *self);
}

static const char *name_of(const char *agent)
{
    return strcmp(agent, CREDENTIAL_COLLECTOR) ? agent : "(the collector)";
}

static int check_fits(const struct credential *self, const char *place, const char *agent,
                      const char *uri, struct why *why)
{
    if (strcmp(self->place, place) || strcmp(self->agent, agent))
        return why_set(why, EINVAL,
                       "%s: is the credential of %s/%s, not of %s/%s: the broker would drop what "
                       "is said under the other name; enroll this one, or use the right file",
                       self->path, self->place, name_of(self->agent), place, name_of(agent));
    if (!self->password[0] && strncmp(uri, "mqtts://", 8))
        return why_set(why, EINVAL,
                       "%s: is a certificate, of use with mqtts:// only, and %s is "
                       "without TLS",
                       self->path, uri);
    return 0;
}

int credential_take(struct credential *self, const char *path, const char *place, const char *agent,
                    const char *uri, struct why *why)
{
    *self = (struct credential){.until_ms = TIME_NEVER};
    if (!path)
        return 0;
    int error = credential_read(self, path, why);
    if (!error)
        error = check_fits(self, place, agent, uri, why);
    if (error)
        credential_clear(self);
    return error;
}

int credential_ends(const struct credential *self, int64_t now_ms, struct why *why)
{
    char until[TIME_TEXT_MAX];
    if (self->until_ms == TIME_NEVER || now_ms < self->until_ms - CREDENTIAL_SOON_MS)
        return 0;
    time_format_s(self->until_ms, until);
    bool ended = now_ms >= self->until_ms;
    why_set(why, EKEYEXPIRED, "%s: %s %s; enroll %s again", self->path, ended ? "ended" : "ends",
            until, name_of(self->agent));
    return ended ? -1 : 1;
}

void credential_apply(const struct credential *self, struct link_config *link)
{
    bool tls = !strncmp(link->uri, "mqtts://", 8);
    if (!self->path[0])
        return;
    if (self->password[0]) {
        link->username = self->user;
        link->password = self->password;
    } else if (tls) {
        link->cert_file = link->key_file = self->path;
    }
    if (tls && self->has_authority)
        link->ca_file = self->path;
}
