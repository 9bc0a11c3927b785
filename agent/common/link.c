#include "agent/common/link.h"

#include "agent/common/connection.h"
#include "agent/common/inbox.h"
#include "agent/common/time.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define KEEPALIVE_S 20
#define RETRY_MIN_MS 500
#define RETRY_MAX_MS 30000
#define INBOX_MAX 256
#define CLOSE_MS 1000
#define CLOSING_MS 2000 /* after which a connection we left is taken for closed */
/* When paho has said nothing about a connect or a subscription: it checks its own timeouts
 * every few seconds, and those may hang on the wall clock. */
#define GUARD_MS ((CONNECTION_TIMEOUT_S + 5) * 1000)

enum stage { LINK_IDLE, LINK_CONNECTING, LINK_SUBSCRIBING, LINK_UP, LINK_CLOSING };

struct link {
    struct link_config config; /* its texts are ours */
    struct inbox *inbox;
    struct connection *connection;
    char *will;
    enum stage stage;
    unsigned generation; /* of the present attempt */
    int64_t deadline_ms; /* real: the next attempt, or the guard of this one */
    int64_t retry_ms;    /* before jitter */
    int64_t up_since_ms;
    int64_t heard_ms; /* of the newest message, or our newest pulse */
    int64_t moved_ms; /* see link_moved_ms */
    bool echoed;      /* a pulse has come back on this connection */
};

/* ---- the configuration ---- */

static bool copy_text(const char **text)
{
    if (!*text)
        return true;
    *text = strdup(*text);
    return *text != NULL;
}

/* Afterwards every text is ours or NULL. */
static bool copy_config(struct link_config *to, const struct link_config *from)
{
    *to = *from;
    bool ok = true;
    const char **texts[] = {&to->uri,      &to->client_id,  &to->username,
                            &to->password, &to->ca_file,    &to->cert_file,
                            &to->key_file, &to->will_topic, &to->pulse_topic};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ok = copy_text(texts[i]) && ok;
    for (size_t i = 0; i < to->subscription_count; i++)
        ok = copy_text(&to->subscriptions[i].topic) && ok;
    if (to->pulse_topic) {
        const char *own = strdup(to->pulse_topic);
        ok = ok && own;
        to->subscriptions[to->subscription_count++] = (struct link_subscription){own, 0};
    }
    if (!to->keepalive_s)
        to->keepalive_s = KEEPALIVE_S;
    if (!to->retry_min_ms)
        to->retry_min_ms = RETRY_MIN_MS;
    if (!to->retry_max_ms)
        to->retry_max_ms = RETRY_MAX_MS;
    if (!to->inbox_max)
        to->inbox_max = INBOX_MAX;
    return ok;
}

static void free_config(struct link_config *config)
{
    const char *texts[] = {config->uri,      config->client_id,  config->username,
                           config->password, config->ca_file,    config->cert_file,
                           config->key_file, config->will_topic, config->pulse_topic};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((char *)texts[i]);
    for (size_t i = 0; i < config->subscription_count; i++)
        free((char *)config->subscriptions[i].topic);
}

struct link *link_open(const struct link_config *config, struct why *why)
{
    assert(config->uri && config->client_id);
    assert(config->subscription_count + (config->pulse_topic != NULL) <= LINK_SUBSCRIPTIONS_MAX);
    /* paho would go through a web proxy; a broker is never behind one. */
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    struct link *link = calloc(1, sizeof *link);
    if (!link || !copy_config(&link->config, config) ||
        !(link->inbox = inbox_new(link->config.inbox_max, link->config.bulk_topics)))
        why_set(why, ENOMEM, "broker link: out of memory");
    else
        link->connection = connection_new(&link->config, link->inbox, why);
    if (!link || !link->connection) {
        link_close(link);
        return NULL;
    }
    link->retry_ms = link->config.retry_min_ms;
    link->moved_ms = clock_real_ms();
    return link;
}

/* Lets paho write out and get its PUBACKs, so that a last word is not lost. */
static void drain(struct link *link)
{
    int64_t until_ms = clock_real_ms() + CLOSE_MS;
    while (connection_is_busy(link->connection) && clock_real_ms() < until_ms)
        poll(NULL, 0, 5);
}

void link_close(struct link *link)
{
    if (!link)
        return;
    if (link->connection && link->stage == LINK_UP)
        drain(link);
    connection_free(link->connection);
    inbox_free(link->inbox);
    free_config(&link->config);
    free(link->will);
    free(link);
}

int link_set_will(struct link *link, const char *payload)
{
    char *copy = strdup(payload);
    if (!copy)
        return -ENOMEM;
    free(link->will);
    link->will = copy;
    return 0;
}

/* ---- the state ---- */

/* Half of it to all of it, so that boards do not come back in step. */
static int64_t with_jitter(int64_t ms)
{
    uint64_t random = 0;
    ssize_t got = getrandom(&random, sizeof random, GRND_NONBLOCK);
    (void)got;
    return ms / 2 + (int64_t)(random % (uint64_t)(ms - ms / 2 + 1));
}

static void retry_later(struct link *link, int64_t now_ms)
{
    link->stage = LINK_IDLE;
    link->deadline_ms = now_ms + with_jitter(link->retry_ms);
    link->retry_ms *= 2;
    if (link->retry_ms > link->config.retry_max_ms)
        link->retry_ms = link->config.retry_max_ms;
}

static void begin(struct link *link, int64_t now_ms)
{
    link->stage = LINK_CONNECTING;
    link->generation++;
    link->deadline_ms = now_ms + GUARD_MS;
    link->moved_ms = now_ms;
    link->echoed = false;
    if (connection_connect(link->connection, link->generation, link->will) < 0)
        inbox_put_signal(link->inbox, CONNECTION_FAILED, link->generation,
                         "paho refused to connect", now_ms);
}

/* Leaves a connection that is of no use. */
static void leave(struct link *link, int64_t now_ms)
{
    link->stage = LINK_CLOSING;
    link->deadline_ms = now_ms + CLOSING_MS;
    if (connection_disconnect(link->connection, link->generation) < 0)
        retry_later(link, now_ms);
}

/* What went out moves the link as long as nothing is known to come back. */
static int send_out(struct link *link, const char *topic, const char *payload, size_t length,
                    int qos, bool retained)
{
    int error = connection_send(link->connection, topic, payload, length, qos, retained);
    if (!error && !link->echoed)
        link->moved_ms = clock_real_ms();
    return error;
}

static void pulse(struct link *link, int64_t now_ms)
{
    if (now_ms >= link->heard_ms + LINK_PULSE_MS) {
        (void)send_out(link, link->config.pulse_topic, "", 0, 0, false);
        link->heard_ms = now_ms;
    }
    link->deadline_ms = link->heard_ms + LINK_PULSE_MS;
}

void link_tick(struct link *link, int64_t now_real_ms)
{
    if (now_real_ms < link->deadline_ms)
        return;
    switch (link->stage) {
    case LINK_IDLE:
        begin(link, now_real_ms);
        break;
    case LINK_CONNECTING:
    case LINK_SUBSCRIBING:
        link->deadline_ms = TIME_NEVER; /* until the loop has taken this: */
        inbox_put_signal(link->inbox, CONNECTION_REFUSED, link->generation, "", now_real_ms);
        break;
    case LINK_CLOSING:
        retry_later(link, now_real_ms);
        break;
    case LINK_UP:
        pulse(link, now_real_ms);
        break;
    }
}

int64_t link_deadline(const struct link *link)
{
    return link->deadline_ms;
}

static bool say_connected(struct link *link, const struct inbox_item *word, struct link_item *item)
{
    link->stage = LINK_UP;
    link->heard_ms = word->received_real_ms;
    link->deadline_ms = link->config.pulse_topic ? word->received_real_ms : TIME_NEVER;
    link->up_since_ms = word->received_real_ms;
    item->kind = LINK_CONNECTED;
    return true;
}

static bool say_lost(const struct inbox_item *word, const char *format, struct link_item *item)
{
    item->kind = LINK_LOST;
    snprintf(item->reason, sizeof item->reason, format, word->text ? word->text : "out of memory");
    return true;
}

static bool on_up(struct link *link, const struct inbox_item *word, struct link_item *item)
{
    if (link->stage != LINK_CONNECTING)
        return false;
    if (link->config.subscription_count == 0)
        return say_connected(link, word, item);
    link->stage = LINK_SUBSCRIBING;
    link->deadline_ms = word->received_real_ms + GUARD_MS;
    if (connection_subscribe(link->connection, link->generation) == 0)
        return false;
    leave(link, word->received_real_ms);
    return say_lost(word, "paho refused to subscribe%s", item);
}

/* A refused subscription, or the guard of link_tick. */
static bool on_refused(struct link *link, const struct inbox_item *word, struct link_item *item)
{
    if (link->stage != LINK_CONNECTING && link->stage != LINK_SUBSCRIBING)
        return false;
    leave(link, word->received_real_ms);
    if (word->text && *word->text)
        return say_lost(word, "the broker refuses the subscription %s", item);
    return say_lost(word, "no answer from the broker%s", item);
}

static bool on_lost(struct link *link, const struct inbox_item *word, struct link_item *item)
{
    enum stage stage = link->stage;
    if (stage == LINK_IDLE)
        return false;
    int64_t up_ms = word->received_real_ms - link->up_since_ms;
    if (stage == LINK_UP && up_ms >= link->config.retry_max_ms)
        link->retry_ms = link->config.retry_min_ms; /* it held; two of one name would not */
    retry_later(link, word->received_real_ms);
    return stage != LINK_CLOSING && say_lost(word, "%s", item);
}

/* Whether the signal is one that the caller is to know. */
static bool take_signal(struct link *link, const struct inbox_item *word, struct link_item *item)
{
    if (word->generation != link->generation)
        return false; /* of a former attempt */
    switch ((enum connection_signal)word->signal) {
    case CONNECTION_UP:
        return on_up(link, word, item);
    case CONNECTION_SUBSCRIBED:
        return link->stage == LINK_SUBSCRIBING && say_connected(link, word, item);
    case CONNECTION_REFUSED:
        return on_refused(link, word, item);
    case CONNECTION_FAILED:
    case CONNECTION_LOST:
    case CONNECTION_CLOSED:
        return on_lost(link, word, item);
    }
    return false;
}

int link_fd(const struct link *link)
{
    return inbox_fd(link->inbox);
}

bool link_next(struct link *link, struct link_item *item)
{
    struct inbox_item word;
    while (inbox_take(link->inbox, &word)) {
        link->moved_ms = word.received_real_ms;
        *item = (struct link_item){.kind = LINK_MESSAGE, .received_real_ms = word.received_real_ms};
        if (word.signal == INBOX_MESSAGE) {
            link->heard_ms = word.received_real_ms;
            if (link->config.pulse_topic && !strcmp(word.text, link->config.pulse_topic)) {
                link->echoed = true;
                free(word.text);
                continue;
            }
            item->topic = word.text;
            item->payload = word.payload;
            item->length = word.length;
            item->retained = word.retained;
            return true;
        }
        bool said = take_signal(link, &word, item);
        free(word.text);
        if (said)
            return true;
    }
    return false;
}

void link_item_clear(struct link_item *item)
{
    free(item->topic); /* the payload is in the same allocation */
    item->topic = item->payload = NULL;
}

bool link_is_connected(const struct link *link)
{
    return link->stage == LINK_UP;
}

int link_publish(struct link *link, const char *topic, const char *payload, size_t length, int qos,
                 bool retained)
{
    if (link->stage != LINK_UP)
        return -ENOTCONN;
    return send_out(link, topic, payload, length, qos, retained);
}

int64_t link_moved_ms(const struct link *link)
{
    return link->moved_ms;
}

uint64_t link_dropped(struct link *link)
{
    return inbox_dropped(link->inbox);
}
