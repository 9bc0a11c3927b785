/* The clients of the broker: agents and the collector. */
#include "agent/common/credential.h"
#include "agent/common/file.h"
#include "agent/common/time.h"
#include "agent/common/uri.h"
#include "dashboard/access/enrolment_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SYSTEM "system"
#define PASSWORD_BYTES 20

/* mqtts://HOST:PORT of the newest broker in the roll, "HOST HOST…:PORT"; the collector is beside
 * it. */
static int own_broker(const struct enrolment *self, bool collector, char uri[300], struct why *why)
{
    const struct roll_row *row = roll_find(&self->roll, ROLL_BROKER, NULL);
    const char *port = row ? strrchr(row->name, ':') : NULL;
    if (!port)
        return why_set(why, ENOENT,
                       "no broker yet: first lampion enroll --broker HOST, or name one that others "
                       "run: --uri mqtts://HOST:8883 --print");
    if (collector)
        return snprintf(uri, 300, "mqtts://localhost%s", port) < 0 ? -EINVAL : 0;
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
    *head = (struct credential){.until_ms = enrolment_end(self)};
    snprintf(head->place, sizeof head->place, "%s", self->config.place);
    snprintf(head->agent, sizeof head->agent, "%s", agent);
    snprintf(head->user, sizeof head->user, "%s", agent);
    if (request->elsewhere)
        credential_user_elsewhere(head->user, self->config.place, agent);
    if (!request->uri)
        return own_broker(self, !request->agent, head->broker, why);
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
    return enrolment_save(self, why);
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
        enrolment_save(self, &ignored);
        return error;
    }
    *revoked = roll_revoke(&self->roll, row->kind, row->name, row, self->config.now_ms);
    return *revoked ? enrolment_save(self, why) : 0;
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
